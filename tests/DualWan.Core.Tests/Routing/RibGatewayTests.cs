using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>The forms of a gateway, and what each of them needs to be reachable.</summary>
public sealed class RibGatewayTests
{
    private const string Default = "0.0.0.0/0";

    [Fact]
    public void AddressInAConnectedNetwork_IsReachableWithoutAnyProbe_R02_R24()
    {
        var bench = new RibBench();
        var route = bench.Route(Default, "203.0.113.1");

        var gateway = Assert.Single(bench.Compute().Find(route)!.Gateways);

        Assert.Equal("203.0.113.1%w1", gateway.Hops[0].ToString());
        Assert.False(gateway.Recursive);
        Assert.True(gateway.Reachable);
    }

    [Fact]
    public void GatewayOutsideEveryConnectedNetwork_IsInactive_SC04_T13()
    {
        var bench = new RibBench();
        var route = bench.Route(Default, "8.8.8.8");

        Assert.Equal([], bench.Ladder(Default));
        Assert.Equal("8.8.8.8 is in no connected network, and no active route of scope 10 or less leads to it",
            bench.Compute().Find(route)!.Reason);
    }

    [Fact]
    public void InterfaceAlone_IsAHopWithoutGateway_R25_T08()
    {
        var bench = new RibBench();
        bench.Route(Default, "w1");

        Assert.Equal(["1: w1"], bench.Ladder(Default));
    }

    [Fact]
    public void InterfaceAlone_WithAPingCheck_IsNeverEligible_CG10_T09()
    {
        var bench = new RibBench();
        bench.Table("isp1");
        var route = bench.Route(Default, "w1", table: "isp1", check: "ping");

        Assert.Equal([], bench.Ladder(Default, "isp1"));
        Assert.Equal("check-gateway=ping needs a gateway with an address", bench.Compute().Find(route)!.Reason);
    }

    [Fact]
    public void SameGatewayOnBothLines_IsToldApartByTheInterface_R26_T10_T11()
    {
        var bench = new RibBench();
        bench.Change("w1", item => RibBench.Interface(item.Name, "192.168.1.2/24"));
        bench.Change("w2", item => RibBench.Interface(item.Name, "192.168.1.2/24"));
        bench.Route(Default, "192.168.1.1%w1");
        bench.Route(Default, "192.168.1.1%w2", distance: 2);

        Assert.Equal(["1: 192.168.1.1%w1", "2: 192.168.1.1%w2"], bench.Ladder(Default));
        bench.Change("w1", item => item with { Carrier = false });
        Assert.Equal(["2: 192.168.1.1%w2"], bench.Ladder(Default));
    }

    [Fact]
    public void SamePeerOnTwoPointToPointLines_EachByItsDevice_T12()
    {
        var bench = new RibBench();
        RibInterface Ppp(string name) => new(name)
        {
            PointToPoint = true,
            Connected = [IpPrefix.Parse("192.0.2.254/32")],
        };
        bench.Facts = bench.Facts with { Interfaces = [Ppp("ppp0"), Ppp("ppp1")] };
        bench.Table("a");
        bench.Table("b");
        bench.Route(Default, "ppp0", table: "a");
        bench.Route(Default, "ppp1", table: "b");

        Assert.Equal(["1: ppp0"], bench.Ladder(Default, "a"));
        Assert.Equal(["1: ppp1"], bench.Ladder(Default, "b"));
    }

    [Fact]
    public void GatewayOutsideTheNetworkOfItsInterface_IsOnLink_K12()
    {
        var bench = new RibBench();
        bench.Route(Default, "10.99.0.1%w1");

        Assert.True(bench.Compute().Find("main", IpPrefix.Parse(Default))!.Active!.Hops[0].OnLink);
    }

    [Fact]
    public void GatewayOnAnInterfaceWithoutAddress_IsInactive_K10()
    {
        var bench = new RibBench();
        bench.Change("w1", item => item with { Connected = [], Addresses = [] });
        var bound = bench.Route(Default, "203.0.113.1%w1");
        bench.Route(Default, "203.0.113.1", distance: 2);

        Assert.Equal([], bench.Ladder(Default));
        Assert.Equal("interface w1 has no IPv4 address", bench.Compute().Find(bound)!.Reason);
    }

    [Theory]
    [InlineData("w9", "interface w9 does not exist")]
    [InlineData("203.0.113.1%w9", "interface w9 does not exist")]
    public void UnknownInterface_KeepsTheRouteConfigured_Inactive_R34(string gateway, string reason)
    {
        var bench = new RibBench();
        var route = bench.Route(Default, gateway);

        Assert.Equal(reason, bench.Compute().Find(route)!.Reason);
        Assert.Equal(RibRouteStatus.Inactive, bench.Compute().Find(route)!.Status);
    }

    [Fact]
    public void LostCarrier_CountsAtOnce_IF01_T28_T29()
    {
        var bench = new RibBench();
        bench.Route(Default, "203.0.113.1");
        bench.Route(Default, "198.51.100.1", distance: 2);

        bench.Change("w1", item => item with { Carrier = false });
        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder(Default));
        bench.Change("w1", item => item with { Carrier = true, Up = false });
        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder(Default));
    }

    [Fact]
    public void LinkLocalGateway_NeedsNoNetwork_R31()
    {
        var bench = new RibBench();
        bench.Route("::/0", "fe80::1%w1");

        Assert.Equal(["1: fe80::1%w1"], bench.Ladder("::/0"));
        Assert.False(bench.Compute().Find("main", IpPrefix.Parse("::/0"))!.Active!.Hops[0].OnLink);
    }

    [Fact]
    public void LearnedGateway_IsThatOfTheRoutesFamily()
    {
        var bench = new RibBench();
        bench.Route(Default, "uplink:isp1");
        bench.Route("::/0", "uplink:isp1");

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default));
        Assert.Equal(["1: fe80::1%w1"], bench.Ladder("::/0"));
    }

    [Fact]
    public void UplinkWithoutALearnedGateway_IsInactive_T40()
    {
        var bench = new RibBench();
        var route = bench.Route(Default, "uplink:isp1");
        bench.Facts = bench.Facts with { Learned = [] };

        Assert.Equal("uplink isp1 has no IPv4 gateway", bench.Compute().Find(route)!.Reason);
    }

    [Fact]
    public void ChangedLearnedGateway_IsFollowedInEveryTable_T39()
    {
        var bench = new RibBench();
        bench.Table("isp1");
        bench.Route(Default, "uplink:isp1");
        bench.Route(Default, "uplink:isp1", table: "isp1");
        bench.Facts = bench.Facts with
        {
            Learned = [new("isp1", IpFamily.IPv4, "w1", IpAddress.Parse("203.0.113.254"))],
        };

        Assert.Equal(["1: 203.0.113.254%w1"], bench.Ladder(Default));
        Assert.Equal(["1: 203.0.113.254%w1"], bench.Ladder(Default, "isp1"));
    }
}
