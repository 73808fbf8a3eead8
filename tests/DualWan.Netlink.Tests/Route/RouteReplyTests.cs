using DualWan.Core.Net;
using DualWan.Netlink.Route;
using Xunit;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Tests.Route;

/// <summary>What the kernel answered to <c>ip ... list</c>, read as values.</summary>
public sealed class RouteReplyTests
{
    private const uint Single = 0xD7000001;

    [Fact]
    public void Routes_OfOneTable_AreTheFourThatWereMade()
    {
        var routes = Capture.Load("route/list").RepliesOf(RTM_NEWROUTE).Select(m => RouteMessage.Parse(m.Payload)!)
            .ToList();
        var all = IpPrefix.Default(IpFamily.IPv4);
        var table = new RouteMessage { Destination = all, Table = 7701, Protocol = RTPROT_BOOT };
        Assert.Equal(
        [
            // A route by a nexthop object repeats the object's hop.
            table with { Protocol = 215, NextHopId = 100, Gateway = IpAddress.Parse("10.1.1.1"), OutInterface = 10 },
            table with { Type = RouteType.Unreachable, Priority = uint.MaxValue },
            table with
            {
                Destination = IpPrefix.Parse("198.51.100.0/24"),
                Hops = [new RouteHop(10, IpAddress.Parse("10.1.1.1"), 3), new RouteHop(10, IpAddress.Parse("fe80::1"))],
            },
            table with
            {
                Destination = IpPrefix.Parse("203.0.113.0/24"), Gateway = IpAddress.Parse("fe80::1"), OutInterface = 10,
                Mtu = 1400,
            },
        ], routes);
    }

    [Fact]
    public void Routes_OfIPv6_CarryPreferenceAndExpiry()
    {
        var routes = Capture.Load("route/list-six").RepliesOf(RTM_NEWROUTE).Select(m => RouteMessage.Parse(m.Payload)!);
        var route = Assert.Single(routes, r => r.Protocol == RTPROT_BOOT);
        Assert.Equal(new RouteMessage
        {
            Destination = IpPrefix.Parse("2001:db8:5::/48"),
            Gateway = IpAddress.Parse("fe80::1"),
            OutInterface = 10,
            Protocol = RTPROT_BOOT,
            Priority = 7,
            Preference = 1,
            ExpiresSeconds = 300,
        }, route);
    }

    [Fact]
    public void Rules_OfAFreshNamespaceAndThreeMore_AreSix()
    {
        var rules = Capture.Load("rule/list").RepliesOf(RTM_NEWRULE).Select(m => RuleMessage.Parse(m.Payload)!)
            .ToList();
        Assert.Equal([0u, 20002, 20100, 20500, 32766, 32767], rules.Select(r => r.Priority));
        var rule = new RuleMessage { Family = IpFamily.IPv4 };
        const uint detached = 0x8;
        Assert.Equal(rule with
        {
            Priority = 20002,
            Table = 250,
            InInterface = "gone0",
            Flags = 0x2 | detached,
            IpProtocol = 6,
            UserIds = new UserIdRange(1000, 70000),
            DestinationPorts = new PortRange(443, 443),
        }, rules[1]);
        Assert.Equal(rule with { Priority = 20100, Table = 254, SuppressPrefixLength = 0 }, rules[2]);
        Assert.Equal(
            rule with { Priority = 20500, Table = 7801, Mark = 0x01000000, MarkMask = 0xff000000, Protocol = 215 },
            rules[3]);
    }

    [Fact]
    public void NextHops_OfEveryKind_AreRead()
    {
        var hops = Capture.Load("nexthop/list").RepliesOf(RTM_NEWNEXTHOP).Select(m => NextHopMessage.Parse(m.Payload)!)
            .ToList();
        Assert.Equal(
        [
            new NextHopMessage
            {
                Id = 2, Family = IpFamily.IPv6, Scope = RouteScope.Link, Flags = RouteFlags.OnLink,
                Gateway = IpAddress.Parse("fe80::1"), OutInterface = 10,
            },
            new NextHopMessage { Id = 3, Family = IpFamily.IPv4, IsBlackhole = true },
            new NextHopMessage { Id = 100, Group = [new NextHopGroupMember(Single, 3)] },
            new NextHopMessage
            {
                Id = Single, Family = IpFamily.IPv4, Scope = RouteScope.Link, Protocol = 215,
                Gateway = IpAddress.Parse("10.1.1.1"), OutInterface = 10,
            },
        ], hops);
    }

    [Fact]
    public void Addresses_OfAPointToPointLink_TellOwnFromPeer()
    {
        var addresses = Capture.Load("address/list").RepliesOf(RTM_NEWADDR)
            .Select(m => AddressMessage.Parse(m.Payload)!);
        var peer = Assert.Single(addresses, a => a.Peer is not null);
        Assert.Equal(("10.3.3.3/32", "10.3.3.4", 10),
            (peer.Local.ToString(), peer.Peer.ToString(), peer.InterfaceIndex));
        Assert.Equal((AddressFlags.Permanent, AddressMessage.Forever), (peer.Flags, peer.ValidLifetime));
    }

    [Fact]
    public void Links_WithMasterAliasAndPeer_AreRead()
    {
        var links = Capture.Load("link/list").RepliesOf(RTM_NEWLINK).Select(m => LinkMessage.Parse(m.Payload)!)
            .ToList();
        Assert.Equal(["lo", "wan0", "isp0", "br0"], links.OrderBy(l => l.Index).Select(l => l.Name));
        var wan0 = links.Single(l => l.Name == "wan0");
        Assert.Equal((10, 11, "veth", "to the fibre", 1492u),
            (wan0.Index, wan0.LowerIndex, wan0.Kind, wan0.Alias, wan0.Mtu));
        Assert.Equal([2, 0, 0, 0, 0, 10], wan0.Address);
        Assert.True(wan0.IsUp && wan0.HasCarrier && wan0.Carrier);
        Assert.Equal(OperationalState.Up, wan0.OperState);
        var isp0 = links.Single(l => l.Name == "isp0");
        Assert.Equal((12, "bridge"), (isp0.Master, isp0.SlaveKind));
        Assert.Equal("bridge", links.Single(l => l.Name == "br0").Kind);
    }

    [Fact]
    public void Neighbours_OfBothFamilies_AreRead()
    {
        var entries = Capture.Load("neighbor/list").RepliesOf(RTM_NEWNEIGH)
            .Select(m => NeighborMessage.Parse(m.Payload)!).ToList();
        var four = Assert.Single(entries, e => e.Destination.ToString() == "10.1.1.1");
        Assert.Equal((NeighborState.Permanent, 10), (four.State, four.InterfaceIndex));
        Assert.Equal([2, 0, 0, 0, 0, 11], four.LinkAddress);
        var six = Assert.Single(entries, e => e.Destination.ToString() == "2001:db8:1::1");
        Assert.Equal((NeighborState.Stale, 0x80), (six.State, six.Flags));
    }
}
