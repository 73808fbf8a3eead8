using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace DualWan.Lab.Meters;

/// <summary>An Ethernet frame as it was on the wire, with the fields that tests ask about.</summary>
/// <param name="At">Monotonic stamp (<see cref="System.Diagnostics.Stopwatch"/>) of its reception.</param>
/// <param name="Outgoing">Sent by the host that was listened on, not received.</param>
/// <param name="Bytes">The whole frame, from the destination MAC on.</param>
internal sealed record CapturedFrame(long At, bool Outgoing, byte[] Bytes)
{
    private const int EthernetHeader = 14;

    public PhysicalAddress Destination => new(Bytes[..6]);

    public PhysicalAddress Source => new(Bytes[6..12]);

    public int EtherType => Bytes.Length < EthernetHeader ? 0 : Word(12);

    public bool IsArp => EtherType == 0x0806 && Bytes.Length >= EthernetHeader + 28;

    /// <summary>ARP: 1 asks, 2 answers.</summary>
    public int ArpOperation => IsArp ? Word(EthernetHeader + 6) : 0;

    public IPAddress? ArpSender => IsArp ? Address(EthernetHeader + 14, 4) : null;

    public PhysicalAddress? ArpSenderMac => IsArp
        ? new PhysicalAddress(Bytes[(EthernetHeader + 8)..(EthernetHeader + 14)])
        : null;

    public IPAddress? ArpTarget => IsArp ? Address(EthernetHeader + 24, 4) : null;

    public bool IsIPv4 => EtherType == 0x0800 && Bytes.Length >= EthernetHeader + 20;

    public bool IsIPv6 => EtherType == 0x86dd && Bytes.Length >= EthernetHeader + 40;

    public IPAddress? From => Either(12, 8);

    public IPAddress? To => Either(16, 24);

    /// <summary>IP protocol: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6; -1 when the frame is not IP.</summary>
    public int Protocol => IsIPv4 ? Bytes[EthernetHeader + 9] : IsIPv6 ? Bytes[EthernetHeader + 6] : -1;

    /// <summary>TCP or UDP source port; -1 for others and for later fragments.</summary>
    public int SourcePort => HasPorts ? Word(Transport) : -1;

    public int DestinationPort => HasPorts ? Word(Transport + 2) : -1;

    /// <summary>ICMP type (8 echo request, 0 reply; IPv6: 128, 129); -1 for others.</summary>
    public int IcmpType => Protocol is 1 or 58 && Bytes.Length > Transport ? Bytes[Transport] : -1;

    /// <summary>TCP flags (FIN 1, SYN 2, RST 4, PSH 8, ACK 16); -1 for others.</summary>
    public int TcpFlags => Protocol == 6 && Bytes.Length > Transport + 13 ? Bytes[Transport + 13] : -1;

    private int Transport => IsIPv4 ? EthernetHeader + ((Bytes[EthernetHeader] & 15) * 4) : EthernetHeader + 40;

    private bool HasPorts => Protocol is 6 or 17 && Bytes.Length >= Transport + 4
        && !(IsIPv4 && (Word(EthernetHeader + 6) & 0x1fff) != 0);

    public override string ToString() => IsArp
        ? $"ARP {(ArpOperation == 1 ? "who-has" : "reply")} {ArpTarget} from {ArpSender} ({Source})"
        : From is null
            ? $"ethertype {EtherType:x4} {Source} > {Destination}"
            : $"IP {Protocol} {From}:{SourcePort} > {To}:{DestinationPort} icmp {IcmpType} flags {TcpFlags} "
                + $"({Source} > {Destination})";

    private IPAddress? Either(int at4, int at6) =>
        IsIPv4 ? Address(EthernetHeader + at4, 4) : IsIPv6 ? Address(EthernetHeader + at6, 16) : null;

    private int Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at));

    private IPAddress Address(int at, int length) => new(Bytes.AsSpan(at, length));
}
