using System.Buffers.Binary;
using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Kernel.LiveTests.Classification;

/// <summary>An Ethernet frame that looks to the kernel as a <see cref="PacketView"/> says.</summary>
internal static class PacketBytes
{
    private const int EthernetLength = 14;

    /// <param name="packet">What to look like.</param>
    /// <param name="destination">The receiving interface's address.</param>
    /// <param name="source">Says which packet it is.</param>
    public static byte[] Frame(PacketView packet, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> source)
    {
        var payload = Transport(packet);
        var header = packet.Family == IpFamily.IPv4 ? 20 : 40;
        var frame = new byte[EthernetLength + header + payload.Length];
        destination.CopyTo(frame);
        source.CopyTo(frame.AsSpan(6));
        var type = packet.Family == IpFamily.IPv4 ? (ushort)0x0800 : (ushort)0x86dd;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), type);
        var ip = frame.AsSpan(EthernetLength, header);
        if (packet.Family == IpFamily.IPv4)
            WriteIPv4(packet, ip, payload.Length);
        else
            WriteIPv6(packet, ip, payload.Length);
        payload.CopyTo(frame.AsSpan(EthernetLength + header));
        return frame;
    }

    private static byte[] Transport(PacketView packet)
    {
        var bytes = new byte[packet.Protocol == 6 ? 20 : 8];
        if (!packet.HasPorts)
        {
            // An echo request; for GRE and the rest: no flags, and a type of payload.
            BinaryPrimitives.WriteUInt16BigEndian(bytes, packet.Protocol == 1 ? (ushort)0x0800 : (ushort)0);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), 0x0800);
            return bytes;
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes, packet.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), packet.DestinationPort);
        if (packet.Protocol == 6)
        {
            bytes[12] = 5 << 4;
            bytes[13] = 2; // SYN
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), 8);
        }

        return bytes;
    }

    private static void WriteIPv4(PacketView packet, Span<byte> ip, int payload)
    {
        ip[0] = 0x45;
        ip[1] = (byte)(packet.Dscp << 2);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(20 + payload));
        ip[8] = 64;
        ip[9] = packet.Protocol;
        packet.Source.WriteTo(ip[12..]);
        packet.Destination.WriteTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip));
    }

    private static void WriteIPv6(PacketView packet, Span<byte> ip, int payload)
    {
        BinaryPrimitives.WriteUInt32BigEndian(ip, (6u << 28) | ((uint)packet.Dscp << 22));
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)payload);
        ip[6] = packet.Protocol;
        ip[7] = 64;
        packet.Source.WriteTo(ip[8..]);
        packet.Destination.WriteTo(ip[24..]);
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        var sum = 0u;
        for (var i = 0; i < header.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        while (sum >> 16 != 0)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
