using System.Globalization;
using DualWan.Core.Config;

namespace DualWan.Policy.Reading;

/// <summary>Ports and ranges of ports: <c>443,8000-8100</c>.</summary>
internal static class PortText
{
    public const string Expected = "ports from 1 to 65535 such as 443 or \"443,8000-8100\"";

    private static readonly (string Name, int Port)[] Services =
    [
        ("ssh", 22), ("smtp", 25), ("dns", 53), ("domain", 53), ("http", 80), ("ntp", 123), ("https", 443),
        ("imaps", 993), ("openvpn", 1194), ("rdp", 3389), ("sip", 5060), ("wireguard", 51820),
    ];

    /// <summary>Reads a comma list; adds to <paramref name="ranges"/>.</summary>
    public static bool TryParse(string text, List<PortRange> ranges, out string? hint)
    {
        hint = null;
        foreach (var part in text.Split(','))
        {
            if (!TryParseOne(part.Trim(), out var range, out hint))
                return false;
            ranges.Add(range);
        }

        return true;
    }

    private static bool TryParseOne(string text, out PortRange range, out string? hint)
    {
        range = default;
        hint = null;
        var ends = text.Split('-');
        if (ends.Length > 2 || Parse(ends[0]) is not { } first || Parse(ends[^1]) is not { } last)
        {
            var name = text.ToLowerInvariant();
            var service = Array.Find(Services, known => known.Name == name);
            hint = service.Name is null ? null : $"did you mean '{service.Port}'?";
            return false;
        }

        if (last < first)
        {
            hint = $"the range ends before it starts; did you mean '{last}-{first}'?";
            return false;
        }

        range = new PortRange(first, last);
        return true;
    }

    private static ushort? Parse(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && text[0] != '0'
            ? port
            : null;
}
