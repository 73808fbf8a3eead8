using System.Globalization;
using DualWan.Core.Text;

namespace DualWan.Policy.Reading;

/// <summary>IP protocols by RouterOS's names or by number.</summary>
internal static class ProtocolText
{
    public const string Expected = "a protocol such as tcp, udp or icmp, or its number";

    // The numbers are IANA's "Assigned Internet Protocol Numbers".
    private static readonly (string Name, byte Number)[] Names =
    [
        ("icmp", 1), ("igmp", 2), ("ipencap", 4), ("tcp", 6), ("egp", 8), ("udp", 17), ("dccp", 33), ("ipv6-encap", 41),
        ("rsvp", 46), ("gre", 47), ("ipsec-esp", 50), ("esp", 50), ("ipsec-ah", 51), ("ah", 51), ("icmpv6", 58),
        ("ospf", 89), ("ipip", 94), ("pim", 103), ("vrrp", 112), ("l2tp", 115), ("sctp", 132), ("udp-lite", 136),
    ];

    public static bool TryParse(string text, out byte protocol, out string? hint)
    {
        hint = null;
        protocol = Array.Find(Names, name => name.Name == text).Number;
        if (protocol != 0)
            return true;
        if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out protocol) && protocol != 0)
            return text[0] != '0';
        var near = NearestWord.Find(text.ToLowerInvariant(), Names.Select(static name => name.Name));
        hint = text.Length <= 3 && near?.Length != text.Length ? null : ValueReader.DidYouMean(near);
        return false;
    }

    /// <summary>Whether the protocol's header begins with a source and a destination port.</summary>
    public static bool HasPorts(byte protocol) => protocol is 6 or 17 or 33 or 132 or 136;
}
