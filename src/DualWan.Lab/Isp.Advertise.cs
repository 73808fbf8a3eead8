using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using DualWan.Lab.Interop;

namespace DualWan.Lab;

/// <summary>IPv6 router advertisements (RFC 4861), sent when a test says so and not by a daemon.</summary>
internal sealed partial class Isp
{
    private const int MulticastHops = 255;

    /// <summary>
    /// Sends one advertisement on the line, from the ISP's link-local address. The router takes it as long as it does
    /// not forward, or with accept_ra=2 (kernel.md row 28).
    /// </summary>
    /// <param name="lifetime">Seconds for which the ISP is a default router; 0 takes that back at once.</param>
    /// <param name="preference">RFC 4191: -1 low, 0 medium, 1 high.</param>
    public void AdvertiseRouter(int lifetime, int preference = 0) => Namespace.Do(() =>
    {
        var index = (int)LabLibc.InterfaceIndex("cust0");
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, index);
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, MulticastHops);
        socket.SendTo(Advertisement(lifetime, preference), new IPEndPoint(IPAddress.Parse($"ff02::1%{index}"), 0));
    });

    // Type, code, checksum (the kernel's), hop limit, flags, lifetime, reachable and retransmit times, no options.
    private static byte[] Advertisement(int lifetime, int preference)
    {
        var packet = new byte[16];
        packet[0] = 134;
        packet[4] = 64;
        packet[5] = (byte)((preference & 3) << 3);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)lifetime);
        return packet;
    }
}
