using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>Which route of a prefix is active, and what stands behind it.</summary>
public sealed class RibSelectionTests
{
    [Theory]
    [InlineData("0.0.0.0/0", "203.0.113.1", "198.51.100.1")]
    [InlineData("::/0", "2001:db8:1::1", "2001:db8:2::1")]
    public void LowestDistance_IsActive_TheOtherIsStandby_R03_T01(string prefix, string near, string far)
    {
        var bench = new RibBench();
        var second = bench.Route(prefix, far, distance: 2);
        var first = bench.Route(prefix, near, distance: 1);

        var rib = bench.Compute();

        Assert.Equal(["1: " + near + "%w1", "2: " + far + "%w2"], bench.Ladder(prefix));
        Assert.Equal(RibRouteStatus.Active, rib.Find(first)!.Status);
        Assert.Equal(RibRouteStatus.Standby, rib.Find(second)!.Status);
        Assert.Equal(1, rib.Find(second)!.Level);
    }

    [Fact]
    public void MoreSpecificPrefix_IsALadderOfItsOwn_WhateverItsDistance_R06_T02()
    {
        var bench = new RibBench();
        bench.Route("0.0.0.0/0", "203.0.113.1");
        bench.Route("192.0.2.0/24", "198.51.100.1", distance: 50);

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder("0.0.0.0/0"));
        Assert.Equal(["50: 198.51.100.1%w2"], bench.Ladder("192.0.2.0/24"));
    }

    [Theory]
    [InlineData("0.0.0.0/0", "203.0.113.1", "198.51.100.1")]
    [InlineData("::/0", "2001:db8:1::1", "2001:db8:2::1")]
    public void EqualDistance_IsOneEcmpLevel_R04_T03(string prefix, string one, string other)
    {
        var bench = new RibBench();
        bench.Route(prefix, one);
        var second = bench.Route(prefix, other);

        Assert.Equal([$"1: {one}%w1, {other}%w2"], bench.Ladder(prefix));
        Assert.True(bench.Compute().Find(second)!.Ecmp);
        Assert.Equal(RibRouteStatus.Active, bench.Compute().Find(second)!.Status);
    }

    [Fact]
    public void EqualDistanceInV6_OnlyOneIsActive_TheNextTakesOver_R05_T04()
    {
        var bench = new RibBench { Dialect = RibDialect.V6 };
        bench.Route("0.0.0.0/0", "203.0.113.1");
        var second = bench.Route("0.0.0.0/0", "198.51.100.1");

        Assert.Equal(["1: 203.0.113.1%w1", "1: 198.51.100.1%w2"], bench.Ladder("0.0.0.0/0"));
        Assert.Equal(RibRouteStatus.Standby, bench.Compute().Find(second)!.Status);
    }

    [Fact]
    public void RepeatedGatewayOfV6_WeighsMore_EC02_T05()
    {
        var bench = new RibBench { Dialect = RibDialect.V6 };
        bench.Route("0.0.0.0/0", "203.0.113.1,198.51.100.1,198.51.100.1");

        Assert.Equal(["1: 203.0.113.1%w1, 198.51.100.1%w2 weight 2"], bench.Ladder("0.0.0.0/0"));
    }

    [Fact]
    public void DeadGatewayOfAV6List_LeavesTheGroup_EC18()
    {
        var bench = new RibBench { Dialect = RibDialect.V6 };
        var route = bench.Route("0.0.0.0/0", "203.0.113.1,198.51.100.1", check: "ping");
        bench.Fail("ping 203.0.113.1");

        Assert.Equal(["1: 198.51.100.1%w2"], bench.Ladder("0.0.0.0/0"));
        Assert.Equal(RibRouteStatus.Active, bench.Compute().Find(route)!.Status);
    }

    [Fact]
    public void DisabledRoute_IsNotACandidate_AndResolvesNothing_R11_T07()
    {
        var bench = new RibBench();
        var host = bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10, disabled: true);
        bench.Route("0.0.0.0/0", "8.8.8.8", targetScope: 11);

        Assert.Equal([], bench.Ladder("0.0.0.0/0"));
        Assert.Equal(["none"], bench.Ladder("8.8.8.8/32"));
        Assert.Equal(RibRouteStatus.Disabled, bench.Compute().Find(host)!.Status);
    }

    [Fact]
    public void Weights_OfRoutesOfOneLevel_AreTheHops()
    {
        var bench = new RibBench();
        bench.Route("0.0.0.0/0", "uplink:isp1", weight: 3);
        bench.Route("0.0.0.0/0", "uplink:isp2");

        Assert.Equal(["1: 203.0.113.1%w1 weight 3, 198.51.100.1%w2"], bench.Ladder("0.0.0.0/0"));
    }

    [Fact]
    public void BlackholeBehindTheUplinks_IsTheLastLevel_R37_T139()
    {
        var bench = new RibBench();
        bench.Route("0.0.0.0/0", "203.0.113.1");
        bench.Route("0.0.0.0/0", RouteType.Blackhole, distance: 254);
        bench.Route("::/0", RouteType.Unreachable);
        bench.Route("10.9.0.0/16", RouteType.Prohibit);

        Assert.Equal(["1: 203.0.113.1%w1", "254: Blackhole"], bench.Ladder("0.0.0.0/0"));
        Assert.Equal(["1: Unreachable"], bench.Ladder("::/0"));
        Assert.Equal(["1: Prohibit"], bench.Ladder("10.9.0.0/16"));
        bench.Change("w1", item => item with { Carrier = false });
        Assert.Equal(["254: Blackhole"], bench.Ladder("0.0.0.0/0"));
    }

    [Fact]
    public void BothLinesDead_LeaveAnEmptyLadder_CG17_T34_T35()
    {
        var bench = new RibBench();
        bench.Route("0.0.0.0/0", "203.0.113.1");
        bench.Route("0.0.0.0/0", "198.51.100.1", distance: 2);
        bench.Change("w1", item => item with { Carrier = false });
        bench.Change("w2", item => item with { Up = false });

        var ladder = bench.Compute().Find("main", IpPrefix.Parse("0.0.0.0/0"))!;

        Assert.True(ladder.Levels.IsEmpty);
        Assert.True(ladder.LastResort.IsEmpty);
        Assert.Null(ladder.Active);
    }

    [Fact]
    public void AllChecksSilent_TheLastPreferredRoutesAreOffered_T20()
    {
        var bench = new RibBench();
        bench.Route("0.0.0.0/0", "uplink:isp1", check: "isp1");
        bench.Route("0.0.0.0/0", "uplink:isp2", distance: 2, check: "isp2");
        bench.Fail("isp1", "isp2");

        var ladder = bench.Compute().Find("main", IpPrefix.Parse("0.0.0.0/0"))!;

        Assert.True(ladder.Levels.IsEmpty);
        Assert.Equal(["1: 203.0.113.1%w1", "2: 198.51.100.1%w2"], RibBench.Text(ladder.LastResort));
        bench.Change("w1", item => item with { Carrier = false });
        Assert.Equal(["2: 198.51.100.1%w2"],
            RibBench.Text(bench.Compute().Find("main", IpPrefix.Parse("0.0.0.0/0"))!.LastResort));
    }

    [Fact]
    public void LastResort_IsNotOffered_WhileSomethingForwards()
    {
        var bench = new RibBench();
        bench.Route("0.0.0.0/0", "uplink:isp1", check: "isp1");
        bench.Route("0.0.0.0/0", "uplink:isp2", distance: 2, check: "isp2");
        bench.Fail("isp1");

        Assert.True(bench.Compute().Find("main", IpPrefix.Parse("0.0.0.0/0"))!.LastResort.IsEmpty);
    }

    [Fact]
    public void TableThatIsNotDefined_MakesTheRouteInactiveInV7_AndExistsInV6_TB01_TB03()
    {
        var bench = new RibBench();
        var route = bench.Route("0.0.0.0/0", "203.0.113.1", table: "isp1");

        Assert.Equal("routing table isp1 is not defined", bench.Compute().Find(route)!.Reason);
        var old = new RibBench { Dialect = RibDialect.V6 };
        old.Route("0.0.0.0/0", "203.0.113.1", table: "isp1");
        Assert.Equal(["1: 203.0.113.1%w1"], old.Ladder("0.0.0.0/0", "isp1"));
    }

    [Fact]
    public void TableWithoutFib_IsKnownButNotForForwarding_TB01_T140()
    {
        var bench = new RibBench();
        bench.Table("plan", fib: false);
        bench.Route("0.0.0.0/0", "203.0.113.1", table: "plan");

        Assert.False(bench.Compute().Find("plan", IpPrefix.Parse("0.0.0.0/0"))!.Fib);
    }

    [Fact]
    public void PrefSrcThatIsNoAddressOfTheRouter_MakesTheRouteInactive_R22()
    {
        var bench = new RibBench();
        var wrong = bench.Route("0.0.0.0/0", "203.0.113.1", prefSrc: "203.0.113.99");
        bench.Route("0.0.0.0/0", "198.51.100.1", distance: 2, prefSrc: "198.51.100.2");

        Assert.Equal("pref-src 203.0.113.99 is not an address of this router", bench.Compute().Find(wrong)!.Reason);
        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder("0.0.0.0/0"));
        Assert.Equal("198.51.100.2",
            bench.Compute().Find("main", IpPrefix.Parse("0.0.0.0/0"))!.Active!.PrefSrc!.Value.ToString());
    }

    [Fact]
    public void TheSameInput_GivesTheSameValue_InFileOrder()
    {
        var bench = new RibBench();
        bench.Route("192.0.2.0/24", "198.51.100.1");
        bench.Route("0.0.0.0/0", "203.0.113.1");
        bench.Route("10.1.0.0/16", "10.0.0.9");

        Assert.Equal(bench.Compute(), bench.Compute());
        Assert.Equal(["192.0.2.0/24", "0.0.0.0/0", "10.1.0.0/16"],
            bench.Compute().Ladders.Select(ladder => ladder.Prefix.ToString()));
    }
}
