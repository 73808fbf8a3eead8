using System.Buffers.Binary;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;

namespace DualWan.Probing.Arp;

/// <summary>An ARP packet for IPv4 over Ethernet (RFC 826), without the link header.</summary>
internal readonly record struct ArpPacket(
    ushort Operation, LinkAddress SenderLink, IpAddress Sender, LinkAddress TargetLink, IpAddress Target)
{
    public const int Length = 28;
    public const ushort Request = 1;
    public const ushort Reply = 2;
    private const uint EthernetIPv4 = 0x0001_0800; // hardware type, protocol type
    private const ushort Sizes = 0x0604;
    private const int LinkLength = 6;

    public void WriteTo(Span<byte> packet)
    {
        packet[..Length].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(packet, EthernetIPv4);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], Sizes);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], Operation);
        SenderLink.WriteTo(packet[8..]);
        Sender.WriteTo(packet[14..]);
        TargetLink.WriteTo(packet[18..]);
        Target.WriteTo(packet[24..]);
    }

    /// <summary>False for what is too short or speaks of other kinds of addresses.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out ArpPacket arp)
    {
        arp = default;
        if (packet.Length < Length || BinaryPrimitives.ReadUInt32BigEndian(packet) != EthernetIPv4
            || BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) != Sizes)
            return false;
        arp = new ArpPacket(
            BinaryPrimitives.ReadUInt16BigEndian(packet[6..]),
            new LinkAddress(packet.Slice(8, LinkLength)), IpAddress.FromBytes(packet.Slice(14, 4)),
            new LinkAddress(packet.Slice(18, LinkLength)), IpAddress.FromBytes(packet.Slice(24, 4)));
        return true;
    }
}
