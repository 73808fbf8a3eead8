using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>Packets that no socket would send: TCP of no connection, fragments without a start.</summary>
internal static class RawPackets
{
    public const int Fin = 1;
    public const int Syn = 2;
    public const int Reset = 4;
    public const int Ack = 16;

    /// <summary>The six of kernel.md row 12: R, RA, FA, F, SA and none at all.</summary>
    public static IReadOnlyList<int> OfNoConnection { get; } = [Reset, Reset | Ack, Fin | Ack, Fin, Syn | Ack, 0];

    /// <summary>One TCP segment with a correct checksum: a wrong one would be invalid for that reason alone.</summary>
    public static void SendTcp(NetworkNamespace space, string source, string destination, int flags, int port = 443)
    {
        var segment = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)LabSocket.FreshPort());
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), 1000);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(8), 2000);
        segment[12] = 5 << 4;
        segment[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 8192);
        byte[] pseudo =
        [
            .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(),
            0, 6, 0, (byte)segment.Length, .. segment,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(16), Checksum(pseudo));
        Send(space, source, destination, ProtocolType.Tcp, segment, headerIncluded: false);
    }

    /// <summary>A UDP fragment from the middle of a datagram whose start never comes.</summary>
    public static void SendLaterFragment(NetworkNamespace space, string source, string destination)
    {
        var packet = new byte[20 + 64];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)LabSocket.FreshPort());
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), 185); // 1,480 bytes in, the last one
        packet[8] = 64;
        packet[9] = 17;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(packet, 12);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(packet, 16);
        Send(space, source, destination, ProtocolType.Udp, packet, headerIncluded: true);
    }

    private static void Send(NetworkNamespace space, string source, string destination, ProtocolType protocol,
        byte[] bytes, bool headerIncluded) => space.Do(() =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, protocol);
            if (headerIncluded)
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
            socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
            socket.SendTo(bytes, new IPEndPoint(IPAddress.Parse(destination), 0));
        });

    private static ushort Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        for (var i = 0; i < data.Length; i += 2)
            sum += (uint)((data[i] << 8) | (i + 1 < data.Length ? data[i + 1] : 0));
        while (sum >> 16 != 0)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
