using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab.Meters;

/// <summary>
/// What a new connection costs the router: first packets of UDP flows, each with another port, sent as fast as they
/// are taken. On a veth the sender's own call carries the packet through the router and up to the ISP, so the time
/// per call is the cost of one new flow. Nobody answers: silence the ISPs, or the answers are measured too.
/// </summary>
internal static class NewFlowRate
{
    private const int PacketLength = 32;

    /// <summary>
    /// Sends <paramref name="flows"/> first packets (at most 50,000: a port each) from <paramref name="source"/> to
    /// <paramref name="destinations"/> in turn; flows per second. The router's conntrack table should be empty before.
    /// </summary>
    public static double Measure(NetworkNamespace client, int flows, string source = "10.0.0.10",
        IReadOnlyList<string>? destinations = null, int port = EchoServer.DefaultPort) => client.Do(() =>
    {
        var targets = (destinations ?? new FlowMeterOptions().Destinations).Select(IPAddress.Parse).ToArray();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
        var packets = targets.Select(t => Packet(IPAddress.Parse(source), t, port)).ToArray();
        var addresses = targets.Select(t => new IPEndPoint(t, 0).Serialize()).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < flows; i++)
        {
            var which = i % targets.Length;
            BinaryPrimitives.WriteUInt16BigEndian(packets[which].AsSpan(20), (ushort)(10000 + i));
            socket.SendTo(packets[which], SocketFlags.None, addresses[which]);
        }

        return flows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    // IPv4 and UDP headers and four bytes; the kernel fills the IP checksum in, a UDP checksum of zero means none.
    private static byte[] Packet(IPAddress from, IPAddress to, int port)
    {
        var packet = new byte[PacketLength];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), PacketLength);
        packet[8] = 64;
        packet[9] = 17;
        from.TryWriteBytes(packet.AsSpan(12), out _);
        to.TryWriteBytes(packet.AsSpan(16), out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), PacketLength - 20);
        return packet;
    }
}
