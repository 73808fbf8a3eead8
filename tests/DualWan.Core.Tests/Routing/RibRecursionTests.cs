using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>Recursive gateways: scope, target-scope and the failover idioms built on them.</summary>
public sealed class RibRecursionTests
{
    private const string Default = "0.0.0.0/0";

    [Theory]
    [InlineData("0.0.0.0/0", "8.8.8.8/32", "203.0.113.1")]
    [InlineData("::/0", "2001:4860:4860::8888/128", "2001:db8:1::1")]
    public void DefaultThroughAScope10HostRoute_IsInstalledByItsImmediateGateway_RF01_T14(
        string prefix, string canary, string gateway)
    {
        var bench = new RibBench();
        bench.Route(canary, gateway, scope: 10);
        var route = bench.Route(prefix, canary.Split('/')[0], targetScope: 11, check: "ping");

        Assert.Equal([$"1: {gateway}%w1"], bench.Ladder(prefix));
        Assert.True(bench.Compute().Find(route)!.Gateways[0].Recursive);
    }

    [Fact]
    public void HostRouteOfDefaultScope_ResolvesNothing_SC03_T15()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1");
        bench.Route(Default, "8.8.8.8", targetScope: 11);

        Assert.Equal([], bench.Ladder(Default));
    }

    [Theory]
    [InlineData("V7", false)]
    [InlineData("V6", true)]
    public void TargetScope10_WithAHostRouteOfScope10_ResolvesInV6Only_SC06_SC07_T16(string dialect, bool resolves)
    {
        var bench = new RibBench { Dialect = Enum.Parse<RibDialect>(dialect) };
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route(Default, "8.8.8.8", targetScope: 10);

        Assert.Equal(resolves ? ["1: 203.0.113.1%w1"] : [], bench.Ladder(Default));
    }

    [Fact]
    public void TargetScopeOf31_ResolvesThroughTheOtherLinesDefault_AndTheStateTells_SC09_T17()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        var canary = bench.Route("192.0.2.0/24", "8.8.8.8", targetScope: 31, check: "ping");
        bench.Route(Default, "198.51.100.1", distance: 2);

        Assert.False(bench.Compute().Find(canary)!.Gateways[0].ViaDefault);
        bench.Change("w1", item => item with { Carrier = false });
        Assert.Equal(["1: 198.51.100.1%w2"], bench.Ladder("192.0.2.0/24"));
        Assert.True(bench.Compute().Find(canary)!.Gateways[0].ViaDefault);
    }

    [Fact]
    public void TwoCanariesOfALine_OneDead_ChangesNothing_BothDead_FailsOver_RF02_EC19_T18_T19()
    {
        var bench = Canaries();
        var whole = bench.Ladder(Default);

        bench.Fail("ping 8.8.8.8");
        var oneDead = bench.Ladder(Default);
        bench.Fail("ping 8.8.8.8", "ping 1.1.1.1");
        var bothDead = bench.Ladder(Default);

        Assert.Equal(["1: 203.0.113.1%w1", "2: 198.51.100.1%w2"], whole);
        Assert.Equal(whole, oneDead);
        Assert.Equal(["2: 198.51.100.1%w2"], bothDead);
    }

    [Fact]
    public void AllCanariesDead_EmptiesTheLadder_AndOffersTheLastResort_T20()
    {
        var bench = Canaries();
        bench.Fail("ping 8.8.8.8", "ping 1.1.1.1", "ping 8.8.4.4", "ping 1.0.0.1");

        var ladder = bench.Compute().Find("main", IpPrefix.Parse(Default))!;

        Assert.True(ladder.Levels.IsEmpty);
        Assert.Equal(["1: 203.0.113.1%w1", "2: 198.51.100.1%w2"], RibBench.Text(ladder.LastResort));
    }

    [Fact]
    public void GatewayAliveButUpstreamDead_OnlyTheRecursiveCheckSeesIt_T21()
    {
        var bench = new RibBench();
        bench.Table("direct");
        bench.Route(Default, "203.0.113.1", table: "direct", check: "ping");
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route(Default, "8.8.8.8", targetScope: 11, check: "ping");
        bench.Fail("ping 8.8.8.8");

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default, "direct"));
        Assert.Equal([], bench.Ladder(Default));
    }

    [Fact]
    public void ClientsTrafficToTheCanary_IsPinnedToItsHostRoute_RF03_T36()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route("8.8.4.4/32", "203.0.113.1", scope: 10);
        bench.Route("8.8.4.4/32", "198.51.100.1", scope: 10, distance: 2);
        bench.Change("w1", item => item with { Carrier = false });

        Assert.Equal([], bench.Ladder("8.8.8.8/32"));
        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder("8.8.4.4/32"));
    }

    [Fact]
    public void BlackholeBehindTheCanary_LeavesTheGatewayUnreachable_T38()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route("8.8.8.8/32", RouteType.Blackhole, distance: 20, scope: 10);
        var route = bench.Route(Default, "8.8.8.8", targetScope: 11);
        bench.Change("w1", item => item with { Carrier = false });

        Assert.Equal([], bench.Ladder(Default));
        Assert.Equal("8.8.8.8 leads into the Blackhole route 8.8.8.8/32", bench.Compute().Find(route)!.Reason);
    }

    [Fact]
    public void VirtualHop_ResolvesInTwoSteps_WhereTheLimitRisesPerStep_SC10()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route("10.10.10.1/32", "8.8.8.8", scope: 10, targetScope: 11, check: "ping");
        bench.Route(Default, "10.10.10.1", targetScope: 12);

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default));
        bench.Fail("ping 8.8.8.8");
        Assert.Equal([], bench.Ladder(Default));
    }

    [Fact]
    public void VirtualHop_WithTheSameLimitTwice_DoesNotResolveInV7_SC06()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route("10.10.10.1/32", "8.8.8.8", scope: 10, targetScope: 11);
        bench.Route(Default, "10.10.10.1", targetScope: 11);

        Assert.Equal([], bench.Ladder(Default));
    }

    [Fact]
    public void GatewaysThatLeadToEachOther_AreUnreachable_NotALoop()
    {
        var bench = new RibBench { Dialect = RibDialect.V6 };
        var one = bench.Route("10.10.10.1/32", "10.10.10.2", scope: 10);
        bench.Route("10.10.10.2/32", "10.10.10.1", scope: 10);
        var self = bench.Route("10.10.10.3/32", "10.10.10.3", scope: 10);

        var rib = bench.Compute();

        Assert.All(rib.Ladders, ladder => Assert.True(ladder.Levels.IsEmpty));
        Assert.Equal(RibRouteStatus.Inactive, rib.Find(one)!.Status);
        Assert.Equal(RibRouteStatus.Inactive, rib.Find(self)!.Status);
    }

    [Fact]
    public void LeastTargetScope_RulesForAllByThatGateway_InV6Only_SC05()
    {
        foreach (var dialect in (RibDialect[])[RibDialect.V6, RibDialect.V7])
        {
            var bench = new RibBench { Dialect = dialect };
            bench.Route("8.8.8.8/32", "203.0.113.1", scope: 20);
            bench.Route(Default, "8.8.8.8", targetScope: 30);
            bench.Route("192.0.2.0/24", "8.8.8.8", targetScope: 10);

            Assert.Equal(dialect == RibDialect.V6 ? [] : ["1: 203.0.113.1%w1"], bench.Ladder(Default));
        }
    }

    [Fact]
    public void NearerRouteOfALargerScope_DoesNotHideOneWithinTheLimit_SC08()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "198.51.100.1", scope: 30);
        bench.Route("8.8.8.0/24", "203.0.113.1", scope: 10);
        bench.Route(Default, "8.8.8.8", targetScope: 11);

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default));
    }

    [Fact]
    public void RecursionThroughAnEcmpRoute_HasAllItsHops_EC19()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10, weight: 2);
        bench.Route("8.8.8.8/32", "198.51.100.1", scope: 10);
        bench.Route(Default, "8.8.8.8", targetScope: 11);

        Assert.Equal(["1: 203.0.113.1%w1 weight 2, 198.51.100.1%w2"], bench.Ladder(Default));
    }

    [Fact]
    public void GatewayOfAUserTable_ResolvesInMain_UnlessItNamesATable_SC11_R27_R32()
    {
        var bench = new RibBench();
        bench.Table("isp1");
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route("9.9.9.9/32", "198.51.100.1%w2", scope: 10, table: "isp1");
        bench.Route(Default, "8.8.8.8", table: "isp1", targetScope: 11);
        bench.Route("192.0.2.0/24", "9.9.9.9@isp1", targetScope: 11);
        bench.Route("192.0.3.0/24", "8.8.8.8@isp1", targetScope: 11);

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default, "isp1"));
        Assert.Equal(["1: 198.51.100.1%w2"], bench.Ladder("192.0.2.0/24"));
        Assert.Equal([], bench.Ladder("192.0.3.0/24"));
    }

    [Fact]
    public void RoutesOfOthersInMain_ServeToResolve_ButAreNotInTheResult()
    {
        var bench = new RibBench();
        bench.Facts = bench.Facts with
        {
            Extra =
            [
                new ExtraRoute(IpPrefix.Parse("8.8.8.8/32"), "w1", IpAddress.Parse("203.0.113.1")) { Scope = 10 },
                new ExtraRoute(IpPrefix.Parse(Default), "w2", IpAddress.Parse("198.51.100.1")),
            ],
        };
        bench.Route("192.0.2.0/24", "8.8.8.8", targetScope: 11);
        bench.Route("192.0.3.0/24", "9.9.9.9", targetScope: 11);

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder("192.0.2.0/24"));
        Assert.Equal([], bench.Ladder("192.0.3.0/24"));
        Assert.Equal(2, bench.Compute().Ladders.Count);
    }

    [Fact]
    public void RecursionThroughADeviceRoute_AsksForTheAddressOnEthernet_AndNotOnPpp_R25()
    {
        var bench = new RibBench();
        bench.Facts = bench.Facts with
        {
            Interfaces = [.. bench.Facts.Interfaces, new RibInterface("ppp0") { PointToPoint = true }],
        };
        bench.Route("8.8.8.8/32", "w1", scope: 10);
        bench.Route("9.9.9.9/32", "ppp0", scope: 10);
        bench.Route("192.0.2.0/24", "8.8.8.8", targetScope: 11);
        bench.Route("192.0.3.0/24", "9.9.9.9", targetScope: 11);

        var hop = bench.Compute().Find("main", IpPrefix.Parse("192.0.2.0/24"))!.Active!.Hops[0];
        Assert.Equal(new RibHop("w1", IpAddress.Parse("8.8.8.8"), OnLink: true), hop);
        Assert.Equal(["1: ppp0"], bench.Ladder("192.0.3.0/24"));
    }

    [Fact]
    public void Scope255_LeavesNobodyWhoMayUseIt_SC06()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 255, targetScope: 255);
        bench.Route(Default, "8.8.8.8", targetScope: 255);

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder("8.8.8.8/32"));
        Assert.Equal([], bench.Ladder(Default));
    }

    private static RibBench Canaries()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route("1.1.1.1/32", "203.0.113.1", scope: 10);
        bench.Route("8.8.4.4/32", "198.51.100.1", scope: 10);
        bench.Route("1.0.0.1/32", "198.51.100.1", scope: 10);
        bench.Route(Default, "8.8.8.8", distance: 1, targetScope: 11, check: "ping");
        bench.Route(Default, "1.1.1.1", distance: 1, targetScope: 11, check: "ping");
        bench.Route(Default, "8.8.4.4", distance: 2, targetScope: 11, check: "ping");
        bench.Route(Default, "1.0.0.1", distance: 2, targetScope: 11, check: "ping");
        return bench;
    }
}
