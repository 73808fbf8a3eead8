using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>TCP segments that no stack would send: of no connection, or with options of one's choice.</summary>
internal static class RawTcp
{
    public const byte Fin = 1;
    public const byte Syn = 2;
    public const byte Reset = 4;
    public const byte Ack = 16;

    /// <summary>Sends one segment from 10.0.0.10; a SYN carries the MSS option where one is given.</summary>
    public static void Send(NetworkNamespace space, string to, int sourcePort, int port, byte flags, ushort? mss = null)
    {
        using var socket = space.Do(static () =>
        {
            var raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
            raw.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
            return raw;
        });
        var address = IPAddress.Parse(to);
        socket.SendTo(Segment(address, sourcePort, port, flags, mss), new IPEndPoint(address, 0));
    }

    /// <summary>The MSS option of a captured segment, or null where it has none.</summary>
    public static int? MssOf(CapturedFrame frame)
    {
        var tcp = 14 + ((frame.Bytes[14] & 15) * 4);
        var end = tcp + ((frame.Bytes[tcp + 12] >> 4) * 4);
        for (var at = tcp + 20; at + 1 < end && frame.Bytes[at] != 0;)
        {
            if (frame.Bytes[at] == 2)
                return BinaryPrimitives.ReadUInt16BigEndian(frame.Bytes.AsSpan(at + 2));
            at += frame.Bytes[at] == 1 ? 1 : frame.Bytes[at + 1];
        }

        return null;
    }

    private static byte[] Segment(IPAddress to, int sourcePort, int port, byte flags, ushort? mss)
    {
        var packet = new byte[mss is null ? 40 : 44];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 6;
        IPAddress.Parse("10.0.0.10").TryWriteBytes(packet.AsSpan(12), out _);
        to.TryWriteBytes(packet.AsSpan(16), out _);
        var tcp = packet.AsSpan(20);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], 1000);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], (flags & Ack) != 0 ? 2000u : 0);
        tcp[12] = (byte)(tcp.Length / 4 << 4);
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 64000);
        if (mss is { } size)
        {
            (tcp[20], tcp[21]) = (2, 4);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[22..], size);
        }

        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(packet.AsSpan(12, 8), tcp));
        return packet;
    }

    // RFC 9293: over the two addresses, the protocol, the length and the segment.
    private static ushort Checksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> segment)
    {
        var sum = 6u + (uint)segment.Length;
        for (var i = 0; i < addresses.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(addresses[i..]);
        for (var i = 0; i < segment.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(segment[i..]);
        while (sum >> 16 != 0)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
