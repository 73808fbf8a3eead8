using System.Net.Sockets;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;
using Xunit;
using static DualWan.Netlink.Tests.Live.NamespaceThread;

namespace DualWan.Netlink.Tests.Live;

/// <summary>Packets below the routes, on a real interface.</summary>
public sealed class PacketSocketLiveTests
{
    [Fact]
    public void ArpRequest_SentToAll_IsAnsweredByTheOtherEnd() => Run(() =>
    {
        Ip("link add wan0 type veth peer name isp0");
        Ip("link set wan0 up");
        Ip("link set isp0 up");
        Ip("addr add 10.1.1.1/24 dev isp0");
        using var netlink = RouteNetlink.Open();
        var wan0 = netlink.FindLink("wan0")!;
        using var socket = PacketSocket.Open(wan0.Index, SocketConstants.ETH_P_ARP);
        // RFC 5227 probe: Ethernet, IPv4, request, sender without an address.
        byte[] request =
        [
            0, 1, 8, 0, 6, 4, 0, 1, .. wan0.Address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 1, 1, 1,
        ];
        Assert.True(socket.TrySend(request, LinkAddress.Broadcast));
        Assert.True(socket.Socket.Poll(TimeSpan.FromSeconds(2), SelectMode.SelectRead));
        var reply = new byte[128];
        Assert.True(socket.Socket.Receive(reply) >= 28);
        // Operation 2, sender: the hardware address that ip shows, and the protocol address asked for.
        Assert.Equal([0, 2, .. netlink.FindLink("isp0")!.Address, 10, 1, 1, 1], reply[6..18]);
    });

    [Fact]
    public void Send_OnAnInterfaceThatIsDown_IsNoException() => Run(() =>
    {
        Ip("link add wan0 type veth peer name isp0");
        using var netlink = RouteNetlink.Open();
        using var socket = PacketSocket.Open(netlink.FindLink("wan0")!.Index, 0);
        Assert.False(socket.TrySend(new byte[28], LinkAddress.Broadcast, SocketConstants.ETH_P_ARP));
    });
}
