using System.Globalization;
using DualWan.Core.Config;

namespace DualWan.Policy.Reading;

/// <summary>Line speeds, down and up: <c>500M/50M</c>; one figure stands for both.</summary>
internal static class BandwidthText
{
    public const string Expected = "a speed down and up such as 500M/50M (k, M or G bits per second)";

    private const decimal Most = 1_000_000_000_000;

    public static bool TryParse(string text, out Bandwidth bandwidth, out string? hint)
    {
        bandwidth = new Bandwidth(0, 0);
        hint = null;
        var parts = text.Split('/');
        if (parts.Length <= 2 && Parse(parts[0]) is { } down && Parse(parts[^1]) is { } up)
        {
            bandwidth = new Bandwidth(down, up);
            return true;
        }

        hint = HintFor(parts);
        return false;
    }

    private static long? Parse(string text)
    {
        if (text.Length is < 2 or > 12 || text[0] == '.' || text[^2] == '.')
            return null;
        decimal unit = text[^1] switch { 'k' or 'K' => 1_000, 'M' => 1_000_000, 'G' => 1_000_000_000, _ => 0 };
        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        var digits = text.AsSpan(0, text.Length - 1);
        if (unit == 0 || !decimal.TryParse(digits, style, CultureInfo.InvariantCulture, out var number))
            return null;
        var bits = number * unit;
        return bits is >= 1_000 and <= Most ? (long)bits : null;
    }

    private static string? HintFor(string[] parts)
    {
        if (parts.Length > 2)
            return null;
        var near = parts.Select(Normalise).ToArray();
        return near.All(static part => Parse(part) is not null) ? $"did you mean '{string.Join('/', near)}'?" : null;
    }

    private static string Normalise(string text)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        foreach (var ending in (string[])["BIT/S", "BITS", "BIT", "BPS", "B"])
        {
            if (compact.EndsWith(ending, StringComparison.Ordinal))
                compact = compact[..^ending.Length];
        }

        return compact.EndsWith('K') ? compact[..^1] + "k" : compact;
    }
}
