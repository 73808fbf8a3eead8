using DualWan.Core.Net;
using DualWan.Netlink.Interop;

namespace DualWan.Probing.Arp;

/// <summary>Neighbour solicitation and advertisement (RFC 4861 sections 4.3, 4.4), from the ICMPv6 header on.</summary>
internal static class NeighborMessage
{
    public const int SolicitationLength = 32;
    public const byte Solicitation = 135;
    public const byte Advertisement = 136;

    /// <summary>Messages that crossed a router have less: they are no neighbour's (RFC 4861 section 7.1).</summary>
    public const byte HopLimit = 255;

    private const int FixedLength = 24;
    private const byte SourceLinkOption = 1;
    private const byte TargetLinkOption = 2;
    private const int OptionUnit = 8;

    /// <summary>Writes <see cref="SolicitationLength"/> bytes; the checksum is the kernel's to fill.</summary>
    public static void WriteSolicitation(Span<byte> message, IpAddress target, LinkAddress own)
    {
        message[..SolicitationLength].Clear();
        message[0] = Solicitation;
        target.WriteTo(message[8..]);
        message[FixedLength] = SourceLinkOption;
        message[FixedLength + 1] = 1; // in units of eight bytes
        own.WriteTo(message[(FixedLength + 2)..]);
    }

    /// <summary>
    /// Reads an advertisement; without a link-layer option (a point-to-point neighbour) there is no station.
    /// </summary>
    public static bool TryReadAdvertisement(ReadOnlySpan<byte> message, out IpAddress target, out LinkAddress station)
    {
        (target, station) = (default, default);
        if (message.Length < FixedLength || message[0] != Advertisement || message[1] != 0)
            return false;
        target = IpAddress.FromBytes(message.Slice(8, 16));
        for (var options = message[FixedLength..]; options.Length >= OptionUnit;)
        {
            var length = options[1] * OptionUnit;
            if (length == 0 || length > options.Length)
                return false;
            if (options[0] == TargetLinkOption)
                station = new LinkAddress(options.Slice(2, 6));
            options = options[length..];
        }

        return true;
    }

    /// <summary>ff02::1:ffXX:XXXX, the group of those whose address ends so (RFC 4291 section 2.7.1).</summary>
    public static IpAddress SolicitedNode(IpAddress address) => new(
        IpFamily.IPv6, ((UInt128)0xFF02 << 112) | (UInt128)0x1_FF00_0000 | (address.Bits & 0xFF_FFFF));
}
