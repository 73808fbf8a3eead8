using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Kernel.LiveTests;

/// <summary>Nexthops, routes and rules of every shape that a desired state can hold: written, read back equal, seen by
/// ip.</summary>
public sealed class ShapeLiveTests
{
    private const uint HopId = 0xD700_0101;
    private const uint GroupId = 0xD700_0201;

    [Theory]
    [InlineData("4", "10.31.0.1", false, "via 10.31.0.1 dev wan1")]
    [InlineData("4", "10.99.0.1", true, "10.99.0.1 dev wan1 scope link proto 215 onlink")]
    [InlineData("4", "", false, "id 3607101697 dev wan1 scope")]
    [InlineData("4", "fd31::1", false, "via fd31::1 dev wan1")]
    [InlineData("6", "fd31::1", false, "via fd31::1 dev wan1")]
    [InlineData("6", "fe80::1", false, "via fe80::1 dev wan1")]
    [InlineData("6", "", false, "dev wan1")]
    public void A_default_over_a_gateway_of_every_shape_K12(string family, string gateway, bool onLink, string expected)
    {
        using var router = new LiveRouter();
        var of = family == "4" ? IpFamily.IPv4 : IpFamily.IPv6;
        var desired = DesiredState.Empty with
        {
            NextHops = [new(HopId, of, "wan1", gateway == "" ? null : IpAddress.Parse(gateway), onLink)],
            Groups = [new(GroupId, [new(HopId, 1)])],
            Routes = [new(7701, IpPrefix.Default(of), 10, NextHopId: GroupId)],
        };

        router.Reconcile(desired);

        Assert.Contains(expected, router.Ip("nexthop show"), StringComparison.Ordinal);
        Assert.Contains("default nhid 3607101953", router.Ip($"-{family} route show table 7701"), StringComparison.Ordinal);
        Assert.True(router.Plan(desired).IsEmpty, OperationText.Of(router.Plan(desired)));
    }

    [Fact]
    public void Weights_are_the_groups_and_their_order_means_nothing()
    {
        using var router = new LiveRouter();
        KernelNextHop first = new(HopId, IpFamily.IPv4, "wan1", IpAddress.Parse("10.31.0.1"), false);
        KernelNextHop second = new(HopId + 1, IpFamily.IPv4, "wan2", IpAddress.Parse("10.32.0.1"), false);
        var desired = DesiredState.Empty with
        {
            NextHops = [first, second],
            Groups = [new(GroupId, [new(second.Id, 1), new(first.Id, 255)])],
        };

        router.Reconcile(desired);

        Assert.Contains("group 3607101698/3607101697,255", router.Ip("nexthop show"), StringComparison.Ordinal);
        Assert.True(router.Plan(desired with
        {
            Groups = [new(GroupId, [new(first.Id, 255), new(second.Id, 1)])],
        }).IsEmpty);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("6")]
    public void A_refusal_of_every_kind_and_a_prefix_with_its_source(string family)
    {
        using var router = new LiveRouter();
        var isIPv4 = family == "4";
        var prefix = IpPrefix.Parse(isIPv4 ? "198.51.100.0/24" : "2001:db8::/32");
        var own = IpAddress.Parse(isIPv4 ? "10.31.0.2" : "fd31::2");
        EquatableArray<KernelRoute> routes =
        [
            new(7701, prefix, 1, KernelRouteType.Blackhole), new(7701, prefix, 2, KernelRouteType.Prohibit),
            new(7701, prefix, 3, KernelRouteType.Throw), new(7701, prefix, 4, KernelRouteType.Unreachable),
            new(7701, prefix, 5, Interface: "wan1", PrefSrc: own), new(7701, prefix, 0, Interface: "wan2"),
        ];

        router.Reconcile(DesiredState.Empty with { Routes = routes });

        var shown = router.Ip($"-{family} route show table 7701");
        Assert.Equal(6, shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"src {own}", shown, StringComparison.Ordinal);
        Assert.True(router.Plan(DesiredState.Empty with { Routes = routes }).IsEmpty);

        // Every one changes its kind in its place.
        EquatableArray<KernelRoute> changed =
            [.. routes.Select(route => route.Metric == 0 ? route : new(7701, prefix, route.Metric, KernelRouteType.Prohibit))];
        router.Reconcile(DesiredState.Empty with { Routes = changed });
        Assert.True(router.Plan(DesiredState.Empty with { Routes = changed }).IsEmpty);
        router.Reconcile(DesiredState.Empty);
        Assert.Equal("", router.Namespace.Space.TryIp($"-{family} route show table 7701").Output);
    }

    [Fact]
    public void Rules_of_every_shape_are_read_back_as_written()
    {
        using var router = new LiveRouter();
        var desired = DesiredState.Empty with
        {
            Rules =
            [
                new(IpFamily.IPv4, 20001) { Table = 7701, Mark = 0x8100_0000, Mask = 0xFF00_0000 },
                new(IpFamily.IPv4, 20002) { Table = 7701, Mark = 0x8100_0000 },
                new(IpFamily.IPv4, 20003) { Table = 7701, Mark = 0, Mask = 0xFF00_0000 },
                new(IpFamily.IPv4, 20004) { Table = 7701, InInterface = "wan1", OutInterface = "wan2" },
                new(IpFamily.IPv4, 20005) { Table = 7701, From = IpPrefix.Parse("10.0.0.0/8"), To = IpPrefix.Parse("1.1.1.1") },
                new(IpFamily.IPv4, 20006) { Action = KernelRuleAction.Unreachable, From = IpPrefix.Parse("10.9.0.0/16") },
                new(IpFamily.IPv4, 20007) { Action = KernelRuleAction.Prohibit },
                new(IpFamily.IPv4, 20008) { Action = KernelRuleAction.Blackhole, OutInterface = "not0" },
                new(IpFamily.IPv6, 20100) { Table = 254, SuppressPrefixLength = 0 },
                new(IpFamily.IPv6, 20101) { Table = 254, SuppressPrefixLength = 64, From = IpPrefix.Parse("fd00::/8") },
            ],
        };

        router.Reconcile(desired);

        Assert.Equal(8, router.Ip("rule show").Split("proto 215").Length - 1);
        Assert.True(router.Plan(desired).IsEmpty, OperationText.Of(router.Plan(desired)));
        router.Reconcile(DesiredState.Empty);
        Assert.DoesNotContain("proto 215", router.Ip("rule show") + router.Ip("-6 rule show"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4", "unreachable")]
    [InlineData("4", "blackhole")]
    [InlineData("6", "prohibit")]
    [InlineData("6", "unreachable")]
    public void A_throw_before_a_reject_default_of_main_lets_the_lookup_go_on_K01(string family, string kind)
    {
        using var router = new LiveRouter();
        var of = family == "4" ? IpFamily.IPv4 : IpFamily.IPv6;
        var away = family == "4" ? "198.51.100.9" : "2001:db8::9";
        router.Reconcile(LiveRouter.TwoUplinks);
        router.Ip($"-{family} route add {kind} default metric 4000");
        Assert.NotEqual(0, router.Namespace.Space.TryIp($"-{family} route get {away} mark 0x01000000").ExitCode);
        var desired = LiveRouter.TwoUplinks;
        desired = desired with
        {
            Routes = [.. desired.Routes, new(KernelNumbers.MainTable, IpPrefix.Default(of), 3999, KernelRouteType.Throw)],
        };

        router.Reconcile(desired);

        Assert.Contains("wan1", router.Ip($"-{family} route get {away} mark 0x01000000"), StringComparison.Ordinal);
        Assert.True(router.Plan(desired).IsEmpty);
        router.Cleanup();
        Assert.Contains($"{kind} default", router.Ip($"-{family} route show"), StringComparison.Ordinal);
        Assert.DoesNotContain("throw", router.Ip($"-{family} route show"), StringComparison.Ordinal);
    }
}
