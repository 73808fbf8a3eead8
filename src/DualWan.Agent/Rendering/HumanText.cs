using System.Globalization;

namespace DualWan.Agent.Rendering;

/// <summary>Numbers as a person reads them.</summary>
internal static class HumanText
{
    /// <summary><c>12s</c>, <c>3m 12s</c>, <c>2h 5m</c>, <c>3d 4h</c>: two units are enough. A negative one is
    /// <c>0s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        if (time.TotalMinutes < 1)
            return $"{time.Seconds}s";
        if (time.TotalHours < 1)
            return time.Seconds == 0 ? $"{time.Minutes}m" : $"{time.Minutes}m {time.Seconds}s";
        if (time.TotalDays < 1)
            return time.Minutes == 0 ? $"{time.Hours}h" : $"{time.Hours}h {time.Minutes}m";
        return time.Hours == 0 ? $"{(int)time.TotalDays}d" : $"{(int)time.TotalDays}d {time.Hours}h";
    }

    /// <summary><c>0.4 ms</c>, <c>12 ms</c>, <c>1.5 s</c>; empty for null.</summary>
    public static string Milliseconds(double? value) => value switch
    {
        null => "",
        < 10 => Invariant($"{value:0.0} ms"),
        < 1000 => Invariant($"{value:0} ms"),
        _ => Invariant($"{value / 1000:0.0} s"),
    };

    /// <summary>A tenth where there is one between 0 and 10: <c>0 %</c>, <c>0.4 %</c>, <c>33 %</c>; empty for
    /// null.</summary>
    public static string Percent(double? value) => value switch
    {
        null => "",
        0 => "0 %",
        < 10 => Invariant($"{value:0.#} %"),
        _ => Invariant($"{value:0} %"),
    };

    /// <summary>Decimal units, as on the ISP's contract: <c>812 B</c>, <c>1.2 GB</c>; empty for null.</summary>
    public static string Bytes(long? value) => value is { } bytes ? Scale(bytes, " ", "B") : "";

    /// <summary><c>950</c>, <c>12,400</c>; empty for null.</summary>
    public static string Count(long? value) => value is { } count ? Invariant($"{count:#,0}") : "";

    /// <summary><c>1 error</c>, <c>2 errors</c></summary>
    public static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Scale(double value, string gap, string unit)
    {
        string[] prefixes = ["", "k", "M", "G", "T", "P"];
        var i = 0;
        for (; value >= 999.5 && i < prefixes.Length - 1; i++)
            value /= 1000;
        var digits = i > 0 && value < 9.95 ? Invariant($"{value:0.0}") : Invariant($"{value:0}");
        return $"{digits}{gap}{prefixes[i]}{unit}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
