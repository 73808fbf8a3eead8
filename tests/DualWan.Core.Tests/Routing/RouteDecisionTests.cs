using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;
using Xunit;

namespace DualWan.Core.Tests.Routing;

/// <summary>The walk through marks, rules and tables.</summary>
public sealed class RouteDecisionTests
{
    private readonly RibBench _bench = new();
    private readonly List<Entry<RoutingRule>> _rules = [];

    public RouteDecisionTests()
    {
        _bench.Table("isp2");
        _bench.Route("0.0.0.0/0", "203.0.113.1");
        _bench.Route("::/0", "2001:db8:1::1");
    }

    [Theory]
    [InlineData("192.0.2.80", "0.0.0.0/0", "198.51.100.1")]
    [InlineData("2001:db8:ffff::1", "::/0", "2001:db8:2::1")]
    public void MarkedPacket_FollowsItsTable_PR13_T43(string destination, string prefix, string gateway)
    {
        _bench.Route(prefix, gateway, table: "isp2");

        Assert.Equal($"Forward {gateway}%w2 isp2", Decide(destination, mark: "isp2"));
    }

    [Fact]
    public void MarkedPacket_WhoseTableIsEmpty_FallsToMain_PR14_T44_T140()
    {
        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.2.80", mark: "isp2"));
        _bench.Table("plan", fib: false);
        _bench.Route("0.0.0.0/0", "198.51.100.1", table: "plan");
        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.2.80", mark: "plan"));
    }

    [Fact]
    public void LookupOnlyInTable_WithoutARoute_IsUnreachable_PR07_T45()
    {
        Add(new RoutingRule
        {
            SrcAddress = IpPrefix.Parse("10.0.0.7/32"),
            Action = RoutingRuleAction.LookupOnlyInTable,
            Table = "isp2",
        });

        Assert.Equal("Unreachable  isp2", Decide("192.0.2.80", source: "10.0.0.7"));
        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.2.80", source: "10.0.0.8"));
    }

    [Fact]
    public void Lookup_WithoutARoute_GoesOn_PR06()
    {
        Add(new RoutingRule { Action = RoutingRuleAction.Lookup, Table = "isp2" });

        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.2.80"));
    }

    [Fact]
    public void DropAndUnreachable_AreSilentAndNot_PR08_T46()
    {
        Add(new RoutingRule { SrcAddress = IpPrefix.Parse("10.0.0.7/32"), Action = RoutingRuleAction.Drop });
        Add(new RoutingRule { SrcAddress = IpPrefix.Parse("10.0.0.8/32"), Action = RoutingRuleAction.Unreachable });

        Assert.Equal("Blackhole  ", Decide("192.0.2.80", source: "10.0.0.7"));
        Assert.Equal("Unreachable  ", Decide("192.0.2.80", source: "10.0.0.8"));
    }

    [Fact]
    public void MinPrefix0_HidesOnlyTheDefault_PR09_T47()
    {
        _bench.Route("0.0.0.0/0", "198.51.100.1", table: "isp2");
        Add(new RoutingRule { Action = RoutingRuleAction.Lookup, Table = "main", MinPrefix = 0 });
        Add(new RoutingRule { Action = RoutingRuleAction.Lookup, Table = "isp2" });

        Assert.Equal("Forward lan main", Decide("10.0.0.99", source: "10.0.0.7"));
        Assert.Equal("Forward 198.51.100.1%w2 isp2", Decide("192.0.2.80", source: "10.0.0.7"));
    }

    [Fact]
    public void RuleWithAnInterface_NeverMatchesTheRoutersOwnPackets_PR04_T48()
    {
        Add(new RoutingRule { Interface = "lan", Action = RoutingRuleAction.Drop });

        Assert.Equal("Blackhole  ", Decide("192.0.2.80", source: "10.0.0.7", from: "lan"));
        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.2.80"));
    }

    [Theory]
    [InlineData(false, "Blackhole  ")]
    [InlineData(true, "Unreachable  ")]
    public void FirstMatchingRule_Acts_PR03_T49(bool swapped, string expected)
    {
        RoutingRule[] rules =
        [
            new() { SrcAddress = IpPrefix.Parse("10.0.0.0/24"), Action = RoutingRuleAction.Drop },
            new() { DstAddress = IpPrefix.Parse("192.0.2.0/24"), Action = RoutingRuleAction.Unreachable },
        ];
        foreach (var rule in swapped ? rules.Reverse() : rules)
            Add(rule);

        Assert.Equal(expected, Decide("192.0.2.80", source: "10.0.0.7"));
    }

    [Fact]
    public void PacketForTheRouterItself_IsLocal_AlsoWithAMark_PR15_T50()
    {
        _bench.Route("0.0.0.0/0", "198.51.100.1", table: "isp2");

        Assert.Equal("Local  ", Decide("10.0.0.1", source: "10.0.0.7", mark: "isp2"));
    }

    [Fact]
    public void MarkedPacketToAnotherInsideNetwork_FollowsTheTablesDefault_TB04_T52()
    {
        _bench.Route("0.0.0.0/0", "198.51.100.1", table: "isp2");

        Assert.Equal("Forward 198.51.100.1%w2 isp2", Decide("10.0.0.9", mark: "isp2"));
        Assert.Equal("Forward lan main", Decide("10.0.0.9"));
    }

    [Fact]
    public void MoreSpecificPrefix_WinsWhateverItsDistance_R06_T02()
    {
        _bench.Route("192.0.2.0/24", "198.51.100.1", distance: 50);

        Assert.Equal("Forward 198.51.100.1%w2 main", Decide("192.0.2.80"));
        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.3.80"));
    }

    [Fact]
    public void Blackhole_EndsTheLookup_LaterTablesAreNotAsked_R38()
    {
        _bench.Route("192.0.2.0/24", RouteType.Blackhole, table: "isp2");

        Assert.Equal("Blackhole  isp2", Decide("192.0.2.80", mark: "isp2"));
    }

    [Fact]
    public void RuleWhoseTableDoesNotExist_IsSkipped_PR19()
    {
        Add(new RoutingRule { Action = RoutingRuleAction.LookupOnlyInTable, Table = "gone" });

        Assert.Equal("Forward 203.0.113.1%w1 main", Decide("192.0.2.80"));
    }

    [Fact]
    public void NoRouteAtAll_IsUnreachable_CG17_T34()
    {
        _bench.Change("w1", item => item with { Carrier = false });

        Assert.Equal("Unreachable  ", Decide("192.0.2.80"));
    }

    private void Add(RoutingRule rule) => _rules.Add(new(new EntryId((uint)_rules.Count + 100), rule, Origin.Default));

    private string Decide(string destination, string? source = null, string? from = null, string? mark = null)
    {
        var config = _bench.Config() with { Rules = _rules.ToEquatableArray() };
        var answer = new RouteDecision(config, _bench.Facts, Rib.Compute(config, _bench.Facts)).Decide(
            new RouteQuery(IpAddress.Parse(destination))
            {
                Source = source is null ? null : IpAddress.Parse(source),
                InInterface = from,
                RoutingMark = mark,
            });
        return $"{answer.Outcome} {string.Join(",", answer.Hops)} {answer.Table}";
    }
}
