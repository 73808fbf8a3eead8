using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using Xunit;

namespace DualWan.Core.Tests.Compilation;

public sealed class CompilerRouteTests
{
    [Fact]
    public void Compile_AllUp_EachUplinkIsFirstInItsOwnTableAndTheOtherStandsBehind()
    {
        var state = new CompileFixture().Compile().State;

        Assert.Equal(["wan1@10", "wan2@20", "unreachable@4294967295"], Defaults(state, 7801));
        Assert.Equal(["wan2@10", "wan1@20", "unreachable@4294967295"], Defaults(state, 7802));
        Assert.Equal(["wan1@10", "unreachable@4294967295"], Defaults(state, 7701));
        Assert.Equal(["wan1@10", "wan2@20", "unreachable@4294967295"], Defaults(state, 7700));
    }

    [Fact]
    public void Compile_UplinkDown_PreferredGroupsAndTheUnmarkedTableMoveAndTheStrictTableStays()
    {
        var fixture = new CompileFixture();
        fixture.Down.Add("isp1");

        var state = fixture.Compile().State;

        Assert.Equal(["wan2@10", "unreachable@4294967295"], Defaults(state, 7801));
        Assert.Equal(["wan2@10", "unreachable@4294967295"], Defaults(state, 7700));
        Assert.Equal(["wan1@10", "unreachable@4294967295"], Defaults(state, 7701));
    }

    [Fact]
    public void Compile_UplinkDown_ItsTableKeepsTheSameGroupIdSoThatOneMessageMovesIt()
    {
        var fixture = new CompileFixture();
        fixture.Down.Add("isp1");

        var before = Group(new CompileFixture().Compile().State, 7801, 10);
        var after = Group(fixture.Compile().State, 7801, 10);

        Assert.Equal(before.Id, after.Id);
        Assert.NotEqual(before.Members, after.Members);
    }

    [Fact]
    public void Compile_UplinkWithoutNextHop_LeavesItsStrictTableWithTheRefusalOnly()
    {
        var fixture = new CompileFixture();
        fixture.Unplugged.Add("isp1");

        var state = fixture.Compile().State;

        // T-34, T-45: failover: no never leaves elsewhere, and is told so at once.
        Assert.Equal(["unreachable@4294967295"], Defaults(state, 7701));
        Assert.Equal(["wan2@10", "unreachable@4294967295"], Defaults(state, 7801));
    }

    [Fact]
    public void Compile_Draining_PinsStayAndNobodyElseIsSentThere()
    {
        var fixture = new CompileFixture();
        fixture.Draining.Add("isp1");

        var state = fixture.Compile().State;

        Assert.Equal(["wan1@10", "wan2@20", "unreachable@4294967295"], Defaults(state, 7801));
        Assert.Equal(["wan2@10", "unreachable@4294967295"], Defaults(state, 7802));
        Assert.Equal(["wan2@10", "unreachable@4294967295"], Defaults(state, 7700));
    }

    [Fact]
    public void Compile_ThreeUplinksActiveActivePassive_TiersFollowInOrder()
    {
        var fixture = new CompileFixture(3);
        fixture.Uplinks[2] = fixture.Uplinks[2] with { Distance = 2 };

        var state = fixture.Compile().State;

        Assert.Equal(["wan1@10", "wan2@20", "wan3@30", "unreachable@4294967295"], Defaults(state, 7801));
        Assert.Equal(["wan3@10", "wan1,wan2@20", "unreachable@4294967295"], Defaults(state, 7803));
    }

    [Fact]
    public void Compile_OwnNetworks_AreInBothTablesOfTheirUplink()
    {
        var state = new CompileFixture().Compile().State;

        foreach (var table in new uint[] { 7701, 7801 })
        {
            var own = Assert.Single(state.Routes, route => route.Table == table && !route.Destination.IsDefault);
            Assert.Equal(("10.31.0.0/24", "wan1"), (own.Destination.ToString(), own.Interface));
        }
    }

    [Fact]
    public void Compile_ClasslessStaticRouteOfALease_IsReachableForPinnedTraffic()
    {
        var fixture = new CompileFixture();
        fixture.Foreign.Add(new ForeignRoute(254, IpPrefix.Parse("198.18.0.0/15"), 100, KernelRouteType.Unicast, 16,
            IpAddress.Parse("10.31.0.9"), "wan1", false, false, null, 0));

        var state = fixture.Compile().State;

        var route = Assert.Single(state.Routes, r => r.Table == 7801 && r.Destination.ToString() == "198.18.0.0/15");
        var group = Assert.Single(state.Groups, g => g.Id == route.NextHopId);
        var hop = Assert.Single(state.NextHops, h => h.Id == group.Members[0].Id);
        Assert.Equal("10.31.0.9", hop.Gateway.ToString());
    }

    [Theory]
    [InlineData("Blackhole")]
    [InlineData("Unreachable")]
    [InlineData("Prohibit")]
    public void Compile_RejectDefaultInMain_IsAnsweredWithAThrowJustBelowIt(string type)
    {
        // K-01, kernel.md D1
        var fixture = new CompileFixture();
        fixture.Foreign.Add(Default(Enum.Parse<KernelRouteType>(type), 4000, null));

        var result = fixture.Compile();

        var answer = Assert.Single(result.State.Routes, route => route.Table == 254);
        Assert.Equal((KernelRouteType.Throw, 3999u), (answer.Type, answer.Metric));
        Assert.Contains(result.Problems, problem => problem.Code == "reject-default-answered");
    }

    [Fact]
    public void Compile_RejectDefaultWithMetricZero_IsAProblemWithACure()
    {
        var fixture = new CompileFixture();
        fixture.Foreign.Add(Default(KernelRouteType.Blackhole, 0, null));

        var result = fixture.Compile();

        Assert.DoesNotContain(result.State.Routes, route => route.Table == 254);
        Assert.Contains(result.Problems, problem => problem.Code == "reject-default" && problem.Cure is not null);
    }

    [Fact]
    public void Compile_MainHasAWayOutOfItsOwn_UnmarkedTrafficMayFallThroughToIt()
    {
        var fixture = new CompileFixture();
        fixture.Foreign.Add(Default(KernelRouteType.Unicast, 0, "mgmt0"));

        Assert.Equal(["wan1@10", "wan2@20"], Defaults(fixture.Compile().State, 7700));
    }

    [Fact]
    public void Compile_Twice_GivesEqualValues() =>
        Assert.Equal(new CompileFixture(3).Compile().State, new CompileFixture(3).Compile().State);

    private static ForeignRoute Default(KernelRouteType type, uint metric, string? device) =>
        new(254, IpPrefix.Default(IpFamily.IPv4), metric, type, 4, null, device, false, false, null, 0);

    private static KernelNextHopGroup Group(DesiredState state, uint table, uint metric)
    {
        var route = Assert.Single(state.Routes, r => r.Table == table && r.Metric == metric && r.Destination.IsDefault);
        return Assert.Single(state.Groups, g => g.Id == route.NextHopId);
    }

    private static IEnumerable<string> Defaults(DesiredState state, uint table) => state.Routes
        .Where(route => route.Table == table && route.Destination.IsDefault)
        .OrderBy(static route => route.Metric)
        .Select(route => route.Type != KernelRouteType.Unicast
            ? $"{route.Type.ToString().ToLowerInvariant()}@{route.Metric}"
            : string.Join(',', Group(state, table, route.Metric).Members.Select(member =>
                state.NextHops.Single(hop => hop.Id == member.Id).Interface)) + $"@{route.Metric}");
}
