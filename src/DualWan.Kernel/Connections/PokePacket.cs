using System.Buffers.Binary;
using DualWan.Core.Net;

namespace DualWan.Kernel.Connections;

/// <summary>
/// A bare ACK from the server's address with a sequence number that the host does not expect: it must answer with an
/// ACK of its own (RFC 9293 section 3.10.7.4), and that answer meets the reset.
/// </summary>
internal static class PokePacket
{
    private const int TcpLength = 20;
    private const byte ProtocolTcp = 6;
    private const byte Ack = 0x10;

    // Any number is outside the window of all but one connection in thousands; those stay silent and time out.
    private const uint WrongSequence = 0x5AFE_0000;

    /// <summary>The most that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 40 + TcpLength;

    /// <summary>Writes the packet without a link header; returns its length.</summary>
    public static int Write(Span<byte> buffer, PokeTarget target)
    {
        var header = target.Host.Family == IpFamily.IPv4 ? WriteIPv4(buffer, target) : WriteIPv6(buffer, target);
        var tcp = buffer.Slice(header, TcpLength);
        tcp.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(tcp, target.ServerPort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], target.HostPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], WrongSequence);
        tcp[12] = TcpLength / 4 << 4;
        tcp[13] = Ack;
        var sum = Sum(tcp, PseudoHeader(target));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Fold(sum));
        return header + TcpLength;
    }

    private static int WriteIPv4(Span<byte> buffer, PokeTarget target)
    {
        var header = buffer[..20];
        header.Clear();
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 20 + TcpLength);
        header[8] = 64;
        header[9] = ProtocolTcp;
        target.Server.WriteTo(header[12..]);
        target.Host.WriteTo(header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Fold(Sum(header, 0)));
        return header.Length;
    }

    private static int WriteIPv6(Span<byte> buffer, PokeTarget target)
    {
        var header = buffer[..40];
        header.Clear();
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], TcpLength);
        header[6] = ProtocolTcp;
        header[7] = 64;
        target.Server.WriteTo(header[8..]);
        target.Host.WriteTo(header[24..]);
        return header.Length;
    }

    private static uint PseudoHeader(PokeTarget target)
    {
        Span<byte> addresses = stackalloc byte[32];
        var length = target.Host.ByteLength;
        target.Server.WriteTo(addresses);
        target.Host.WriteTo(addresses[length..]);
        return Sum(addresses[..(2 * length)], ProtocolTcp + TcpLength);
    }

    /// <summary>RFC 1071, an even number of bytes.</summary>
    private static uint Sum(ReadOnlySpan<byte> data, uint start)
    {
        for (; data.Length > 1; data = data[2..])
            start += BinaryPrimitives.ReadUInt16BigEndian(data);
        return start;
    }

    private static ushort Fold(uint sum)
    {
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
