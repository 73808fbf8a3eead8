using System.Net.Sockets;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;
using Xunit;
using static DualWan.Netlink.Tests.Live.NamespaceThread;

namespace DualWan.Netlink.Tests.Live;

/// <summary>Receive stamps, interfaces and raw frames on real sockets.</summary>
public sealed class RecvMsgLiveTests
{
    [Fact]
    public void IcmpReply_HasTheKernelsStampInterfaceAndSource() => Run(() =>
    {
        Ip("link set lo up");
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var socket = Echo.Send("127.0.0.9", 77, s =>
        {
            RecvMsg.EnableTimestamps(s);
            RecvMsg.EnablePacketInformation(s, IpFamily.IPv4);
        });
        Assert.True(socket.Poll(TimeSpan.FromSeconds(2), SelectMode.SelectRead));
        var buffer = new byte[1500];
        Assert.True(RecvMsg.TryReceive(socket.SafeHandle, buffer, out var datagram));
        Assert.Equal(28, datagram.Length);
        Assert.Equal(1, datagram.InterfaceIndex);
        Assert.Equal("127.0.0.9", datagram.Destination.ToString());
        Assert.InRange(datagram.ReceiveTimestamp / 1_000_000, before - 1000, before + 10_000);
        while (RecvMsg.TryReceive(socket.SafeHandle, buffer, out datagram))
            Assert.False(datagram.IsTruncated);
    });

    [Fact]
    public void ShortBuffer_IsToldApart() => Run(() =>
    {
        Ip("link set lo up");
        using var socket = Echo.Send("127.0.0.9", 78);
        Assert.True(socket.Poll(TimeSpan.FromSeconds(2), SelectMode.SelectRead));
        Assert.True(RecvMsg.TryReceive(socket.SafeHandle, new byte[20], out var datagram));
        Assert.True(datagram.IsTruncated);
        Assert.Equal(28, datagram.Length);
    });

    [Fact]
    public void ArpRequest_SentByPacketSocket_IsAnsweredByTheOtherEnd() => Run(() =>
    {
        Ip("link add wan0 type veth peer name isp0");
        Ip("link set wan0 up");
        Ip("link set isp0 up");
        Ip("addr add 10.1.1.1/24 dev isp0");
        using var netlink = RouteNetlink.Open();
        var wan0 = netlink.FindLink("wan0")!;
        var isp0 = netlink.FindLink("isp0")!;
        using var socket = PacketSocket.Open(wan0.Index, SocketConstants.ETH_P_ARP);
        RecvMsg.EnableTimestamps(socket.Socket);
        // RFC 5227 probe: Ethernet, IPv4, request, sender without an address.
        byte[] request =
        [
            0, 1, 8, 0, 6, 4, 0, 1, .. wan0.Address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 1, 1, 1,
        ];
        Assert.True(socket.TrySend(request, LinkAddress.Broadcast));
        Assert.True(socket.Socket.Poll(TimeSpan.FromSeconds(2), SelectMode.SelectRead));
        var buffer = new byte[128];
        Assert.True(socket.TryReceive(buffer, out var reply));
        Assert.Equal(new LinkAddress(isp0.Address.AsSpan()), reply.LinkSource);
        Assert.Equal(SocketConstants.ETH_P_ARP, reply.EtherType);
        Assert.Equal(wan0.Index, reply.InterfaceIndex);
        Assert.NotEqual(0, reply.ReceiveTimestamp);
        Assert.Equal([10, 1, 1, 1], buffer[14..18]);
    });
}
