using System.Globalization;
using System.Numerics;
using DualWan.Core.Net;

namespace DualWan.Policy.Reading;

/// <summary>Addresses, prefixes and ranges, strictly: what a reader would have to guess at is refused with a
/// guess.</summary>
internal static class AddressText
{
    public const string ExpectedAddress = "an address such as 192.168.1.1";

    public const string ExpectedRange =
        "an address, a prefix such as 192.168.2.0/24 or a range such as 192.168.1.2-192.168.1.100";

    public static bool TryParse(string text, out IpAddress address, out string? hint)
    {
        hint = null;
        if (IpAddress.TryParse(text, out address))
            return true;
        hint = HintFor(text);
        return false;
    }

    /// <summary>An address that can be a host's: not 0.0.0.0, not loopback, not multicast, not broadcast.</summary>
    public static bool TryParseHost(string text, out IpAddress address, out string? hint)
    {
        if (!TryParse(text, out address, out hint))
            return false;
        hint = WhyNoHost(address);
        return hint is null;
    }

    public static bool TryParseRange(string text, out IpRange range, out string? hint)
    {
        hint = null;
        if (!IpRange.TryParse(text, out range))
        {
            hint = HintForRange(text);
            return false;
        }

        // 192.168.1.10/24 may mean the host or its network: one of them steers a whole network by mistake.
        if (!InterfaceAddress.TryParse(text, out var written) || written.Prefix.Address == written.Address)
            return true;
        hint = $"did you mean '{written.Prefix}' or '{written.Address}'?";
        return false;
    }

    private static string? WhyNoHost(IpAddress address)
    {
        if (address.IsUnspecified)
            return "this is no host's address";
        if (address.IsLoopback)
            return "this is the machine itself";
        if (address.IsMulticast)
            return "this is a multicast address";
        var isBroadcast = address.Family == IpFamily.IPv4 && address.Bits == uint.MaxValue;
        return isBroadcast ? "this is the broadcast address" : null;
    }

    private static string? HintFor(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal) && InterfaceAddress.TryParse(text, out var written))
            return $"did you mean '{written.Address}'?";
        if (text.Contains('%', StringComparison.Ordinal))
            return "without '%' and what follows";
        if (text.StartsWith('[') && IpAddress.TryParse(text.Trim('[', ']'), out var bare))
            return $"did you mean '{bare}'?";
        return WithoutZeros(text) is { } plain ? $"did you mean '{plain}'?" : null;
    }

    private static string? HintForRange(string text)
    {
        if (text.Contains(' ', StringComparison.Ordinal) && IpRange.TryParse(
            text.Replace(" ", "", StringComparison.Ordinal), out var tight))
            return $"did you mean '{tight}'?";
        var parts = text.Split('-');
        if (parts.Length == 2 && IpAddress.TryParse(parts[0], out var first))
            return HintForEnd(first, parts[1]);
        var slash = text.Split('/');
        if (slash.Length == 2 && IpAddress.TryParse(slash[0], out var network) && MaskLength(slash[1]) is { } length)
            return $"did you mean '{new IpPrefix(network, length)}'?";
        return HintFor(text);
    }

    private static string? HintForEnd(IpAddress first, string end)
    {
        if (IpAddress.TryParse(end, out var last))
        {
            return first.Family == last.Family
                ? $"the range ends before it starts; did you mean '{last}-{first}'?"
                : "the two ends are of two families";
        }

        var head = first.ToString();
        var whole = head[..(head.LastIndexOf('.') + 1)] + end;
        return IpAddress.TryParse(whole, out last) && last >= first ? $"did you mean '{first}-{last}'?" : null;
    }

    private static byte? MaskLength(string mask)
    {
        if (!IpAddress.TryParse(mask, out var address) || address.Family != IpFamily.IPv4)
            return null;
        var bits = (uint)address.Bits;
        var length = BitOperations.LeadingZeroCount(~bits);
        return length == 32 || bits << length == 0 ? (byte)length : null;
    }

    private static string? WithoutZeros(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4)
            return null;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return null;
            parts[i] = value.ToString(CultureInfo.InvariantCulture);
        }

        return string.Join('.', parts);
    }
}
