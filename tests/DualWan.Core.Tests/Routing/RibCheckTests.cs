using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>check-gateway: what a failed check takes along, and who shares it.</summary>
public sealed class RibCheckTests
{
    private const string Default = "0.0.0.0/0";

    [Fact]
    public void FailedCheck_MakesTheRouteInactive_TheNextDistanceTakesOver_CG07_CG08_T22()
    {
        var bench = new RibBench();
        var route = bench.Route(Default, "203.0.113.1", check: "ping");
        bench.Route(Default, "198.51.100.1", distance: 2);
        bench.Fail("ping 203.0.113.1");

        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder(Default));
        Assert.Equal(RibRouteStatus.Inactive, bench.Compute().Find(route)!.Status);
        Assert.Equal("203.0.113.1 does not answer ping", bench.Compute().Find(route)!.Reason);
        bench.Fail();
        Assert.Equal(["1: 203.0.113.1%w1", "2: 198.51.100.1%w2"], bench.Ladder(Default));
    }

    [Fact]
    public void CheckWithoutAVerdict_CountsAsReachable()
    {
        var bench = new RibBench();
        bench.Route(Default, "203.0.113.1", check: "arp");

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default));
    }

    [Fact]
    public void FailedCheckOfOneEcmpMember_TakesOnlyThatHop_CG07_EC16()
    {
        var bench = new RibBench();
        bench.Route(Default, "203.0.113.1", check: "ping");
        bench.Route(Default, "198.51.100.1", check: "ping");
        bench.Fail("ping 198.51.100.1");

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default));
    }

    [Fact]
    public void PingAndArp_AreChecksOfTheirOwn_T26_T27()
    {
        var bench = new RibBench();
        bench.Route(Default, "203.0.113.1", check: "arp");
        bench.Fail("ping 203.0.113.1");

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder(Default));
        bench.Fail("arp 203.0.113.1");
        Assert.Equal([], bench.Ladder(Default));
    }

    [Fact]
    public void CheckOfOneRoute_DoesNotTouchAnotherByTheSameGateway_InV7_CG09_T31()
    {
        var bench = new RibBench();
        bench.Route(Default, "203.0.113.1", check: "ping");
        bench.Route("192.0.2.0/24", "203.0.113.1");
        bench.Fail("ping 203.0.113.1");

        Assert.Equal([], bench.Ladder(Default));
        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder("192.0.2.0/24"));
    }

    [Fact]
    public void CheckOfOneRoute_IsTheChecksOfAllByThatGateway_InV6_CG09_T32()
    {
        var bench = new RibBench { Dialect = RibDialect.V6 };
        bench.Route("192.0.2.0/24", "203.0.113.1");
        bench.Route(Default, "203.0.113.1", check: "ping");
        bench.Fail("ping 203.0.113.1");

        Assert.Equal([], bench.Ladder(Default));
        Assert.Equal([], bench.Ladder("192.0.2.0/24"));
    }

    [Fact]
    public void CheckOfADisabledRoute_IsNobodys_InV6_CG15()
    {
        var bench = new RibBench { Dialect = RibDialect.V6 };
        bench.Route("192.0.2.0/24", "203.0.113.1");
        bench.Route(Default, "203.0.113.1", check: "ping", disabled: true);
        bench.Fail("ping 203.0.113.1");

        Assert.Equal(["1: 203.0.113.1%w1"], bench.Ladder("192.0.2.0/24"));
        Assert.True(bench.Compute().Checks.IsEmpty);
    }

    [Fact]
    public void UplinkCheck_IsTheHealthOfTheUplink()
    {
        var bench = new RibBench();
        var route = bench.Route(Default, "uplink:isp1", check: "isp1");
        bench.Route(Default, "uplink:isp2", distance: 2, check: "isp2");
        bench.Fail("isp1");

        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder(Default));
        Assert.Equal("uplink isp1 is down", bench.Compute().Find(route)!.Reason);
    }

    [Fact]
    public void StandbyRoute_IsCheckedToo_CG15_T33()
    {
        var bench = new RibBench();
        bench.Route(Default, "203.0.113.1", check: "ping");
        bench.Route(Default, "198.51.100.1", distance: 2, check: "ping");

        Assert.Equal(["203.0.113.1", "198.51.100.1"],
            bench.Compute().Checks.Select(check => check.Key.Gateway!.Value.ToString()));
        bench.Fail("ping 198.51.100.1");
        bench.Change("w1", item => item with { Carrier = false });
        Assert.Equal([], bench.Ladder(Default));
    }

    [Fact]
    public void Checks_SayTheResolvedPath_AndEachOnce_CG11()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route(Default, "8.8.8.8", targetScope: 11, check: "ping");
        bench.Route("192.0.2.0/24", "8.8.8.8", targetScope: 11, check: "ping");
        bench.Fail("ping 8.8.8.8");

        var check = Assert.Single(bench.Compute().Checks);

        Assert.Equal(new CheckKey(GatewayCheck.Ping.Instance, IpAddress.Parse("8.8.8.8")), check.Key);
        Assert.Equal("203.0.113.1%w1", Assert.Single(check.Path).ToString());
    }

    [Fact]
    public void LostHostRoute_UnresolvesTheCanaryAtOnce_CG11_RF04()
    {
        var bench = new RibBench();
        bench.Route("8.8.8.8/32", "203.0.113.1", scope: 10);
        bench.Route(Default, "8.8.8.8", targetScope: 11, check: "ping");
        bench.Route(Default, "198.51.100.1", distance: 2);
        bench.Change("w1", item => item with { Carrier = false });

        Assert.Equal(["2: 198.51.100.1%w2"], bench.Ladder(Default));
        Assert.True(Assert.Single(bench.Compute().Checks).Path.IsEmpty);
    }
}
