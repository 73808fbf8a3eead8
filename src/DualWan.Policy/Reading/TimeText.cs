using System.Buffers;
using System.Globalization;

namespace DualWan.Policy.Reading;

/// <summary>Times with their units: <c>500ms</c>, <c>1.5s</c>, <c>1h30m</c>.</summary>
internal static class TimeText
{
    public const string Expected = "a time with a unit such as 500ms, 1s or 5m";

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    private static readonly (string Word, string Unit)[] LongUnits =
    [
        ("msec", "ms"), ("millis", "ms"), ("sec", "s"), ("secs", "s"), ("second", "s"), ("seconds", "s"),
        ("min", "m"), ("mins", "m"), ("minute", "m"), ("minutes", "m"), ("hr", "h"), ("hour", "h"), ("hours", "h"),
        ("day", "d"), ("days", "d"),
    ];

    public static bool TryParse(string text, out TimeSpan value, out string? hint)
    {
        hint = null;
        value = TimeSpan.Zero;
        var rest = text.AsSpan();
        var nextUnit = 0;
        while (rest.Length > 0)
        {
            if (!TryTakePart(ref rest, ref nextUnit, ref value))
            {
                hint = HintFor(text);
                return false;
            }
        }

        return text.Length > 0;
    }

    /// <summary>The shortest text with the largest unit that needs no fraction.</summary>
    public static string Format(TimeSpan value)
    {
        foreach (var (unit, length) in Units)
        {
            if (value.Ticks % length.Ticks == 0 && value.Ticks != 0)
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / length.Ticks}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds}ms");
    }

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, ref int nextUnit, ref TimeSpan value)
    {
        // Seven digits of days, hours, minutes, seconds and milliseconds together still fit a TimeSpan.
        var digits = rest.IndexOfAnyExcept(NumberCharacters);
        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        if (digits is <= 0 or > 7
            || !decimal.TryParse(rest[..digits], style, CultureInfo.InvariantCulture, out var number)
            || rest[0] == '.' || rest[digits - 1] == '.')
            return false;
        rest = rest[digits..];
        var letters = rest.IndexOfAnyExceptInRange('a', 'z');
        var word = letters < 0 ? rest : rest[..letters];
        var unit = IndexOf(word);
        if (unit < nextUnit)
            return false;
        nextUnit = unit + 1;
        rest = rest[word.Length..];
        value += new TimeSpan((long)(number * Units[unit].Length.Ticks));
        return true;
    }

    private static int IndexOf(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (word.SequenceEqual(Units[i].Unit))
                return i;
        }

        return -1;
    }

    private static string? HintFor(string text)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        var digits = compact.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0 && compact.Length is > 0 and <= 6)
            return "the unit is missing";
        if (digits is <= 0 or > 6)
            return null;
        var number = compact[..digits];
        var word = compact[digits..];
        var unit = Array.Find(LongUnits, known => known.Word == word).Unit ?? (IndexOf(word) >= 0 ? word : null);
        return unit is null ? null : $"did you mean '{number}{unit}'?";
    }
}
