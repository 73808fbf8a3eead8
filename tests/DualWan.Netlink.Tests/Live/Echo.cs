using System.Net;
using System.Net.Sockets;

namespace DualWan.Netlink.Tests.Live;

/// <summary>An ICMP echo request from a raw socket, since the machine may have no ping.</summary>
internal static class Echo
{
    public static Socket Send(string destination, byte id, Action<Socket>? prepare = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        prepare?.Invoke(socket);
        // Type 8, code 0, checksum, identifier, sequence 1; the one's complement sum of 0x0800 + id + 1.
        var checksum = (ushort)~(0x0800 + id + 1);
        socket.SendTo([8, 0, (byte)(checksum >> 8), (byte)checksum, 0, id, 0, 1],
            new IPEndPoint(IPAddress.Parse(destination), 0));
        return socket;
    }
}
