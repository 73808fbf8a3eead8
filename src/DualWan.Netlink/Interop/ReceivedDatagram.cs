using DualWan.Core.Net;

namespace DualWan.Netlink.Interop;

/// <summary>What the kernel says about one datagram that <see cref="RecvMsg"/> took.</summary>
internal readonly record struct ReceivedDatagram
{
    /// <summary>Its true length, more than the buffer where <see cref="IsTruncated"/>.</summary>
    public int Length { get; init; }

    public bool IsTruncated { get; init; }

    /// <summary>The sender's address of an IP socket; null on an AF_PACKET one.</summary>
    public IpAddress? Source { get; init; }

    public ushort SourcePort { get; init; }

    /// <summary>Nanoseconds since 1970 when the kernel took the datagram in (CLOCK_REALTIME); 0 where it was not asked
    /// for or not given.</summary>
    public long ReceiveTimestamp { get; init; }

    /// <summary>Index of the interface it came in by (IP_PKTINFO or sockaddr_ll); 0 where unknown.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>The address it was sent to (IP_PKTINFO); null where it was not asked for.</summary>
    public IpAddress? Destination { get; init; }

    /// <summary>The sender's link-layer address; default (length 0) on an IP socket.</summary>
    public LinkAddress LinkSource { get; init; }

    /// <summary>EtherType of an AF_PACKET datagram, in host order; 0 on an IP socket.</summary>
    public ushort EtherType { get; init; }

    /// <summary>PACKET_*: 0 to us, 1 broadcast, 4 our own outgoing (include/uapi/linux/if_packet.h).</summary>
    public byte PacketType { get; init; }

    /// <summary>The error that MSG_ERRQUEUE reports (IP_RECVERR), a positive errno; 0 on an ordinary
    /// datagram.</summary>
    public int ExtendedError { get; init; }
}
