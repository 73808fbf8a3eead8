using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Testing.Kernel;
using Xunit;

namespace DualWan.Core.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static readonly SnapshotRequest All = new(true, ["net/ipv4/ip_forward"]);

    [Fact]
    public void FirstStart_EmptyKernel_FollowsTheOrderOfFirstStart()
    {
        var kernel = NewKernel();
        var plan = Reconciler.Plan(TwoUplinks(), kernel.Read(All));

        var lines = OperationText.Of(plan).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        int At(string line) =>
            lines.IndexOf(line) is >= 0 and var at ? at : throw new InvalidOperationException($"no line: {line}");
        var order = new[]
        {
            At("nft -f - <<'EOF'"),
            At("ip nexthop add id 3607101697 via 10.31.0.1 dev wan1 proto 215"),
            At("ip nexthop add id 3607101953 group 3607101697 proto 215"),
            At("ip route add unreachable default table 7701 metric 4294967295 proto 215"),
            At("ip route add 10.31.0.0/24 dev wan1 table 7701 metric 10 proto 215"),
            At("ip route add default nhid 3607102210 table 7801 metric 20 proto 215"),
            At("ip rule add pref 20100 lookup main suppress_prefixlength 0 protocol 215"),
            At("ip rule add pref 20900 lookup 7700 protocol 215"),
            At("ip rule add pref 20201 oif wan1 lookup 7701 protocol 215"),
            At("ip rule add pref 20001 fwmark 0x81000000/0xff000000 lookup 7801 protocol 215"),
            At("sysctl -w net/ipv4/ip_forward=1"),
        };
        Assert.Equal(order.Order(), order);
        Assert.Equal(lines.Count - 1, order[^1]);
        Assert.Empty(kernel.Apply(plan).Failures);
        Assert.True(Reconciler.Plan(TwoUplinks(), kernel.Read(All)).IsEmpty);
    }

    [Fact]
    public void FirstStart_Tails_StandBeforeTheDefaultsOfTheirTables()
    {
        var routes = Reconciler.Plan(TwoUplinks(), NewKernel().Read(All)).Operations
            .OfType<KernelOperation.PutRoute>().ToList();

        var lastTail = routes.FindLastIndex(put => put.Route.Type == KernelRouteType.Unreachable);
        Assert.Equal(4, routes.Count(put => put.Route.Type == KernelRouteType.Unreachable));
        Assert.Equal(3, lastTail);
    }

    [Fact]
    public void SilentFailover_IsOneMessagePerGroup()
    {
        var kernel = Settled(TwoUplinks());

        var plan = Reconciler.Plan(TwoUplinks(firstAlive: false), kernel.Read(All));

        Assert.Equal("ip nexthop replace id 3607102209 group 3607101698 proto 215\n", OperationText.Of(plan));
    }

    [Fact]
    public void SilentFailover_WithOtherWorkToDo_ReplacesTheGroupFirst()
    {
        var kernel = Settled(TwoUplinks());
        kernel.Apply(new([new KernelOperation.DeleteRule(kernel.Read(All).Rules[0])]));

        var plan = Reconciler.Plan(TwoUplinks(firstAlive: false), kernel.Read(All));

        Assert.Equal(2, plan.Operations.Count);
        Assert.IsType<KernelOperation.PutGroup>(plan.Operations[0]);
        Assert.IsType<KernelOperation.AddRule>(plan.Operations[1]);
    }

    [Fact]
    public void Flap_OfAMillisecond_RebuildsObjectsGroupsAndRoutes_K09()
    {
        var kernel = Settled(TwoUplinks());
        kernel.SetLink(Link(1, "wan1", carrier: false));
        kernel.SetLink(Link(1, "wan1", carrier: true));

        var plan = Reconciler.Plan(TwoUplinks(), kernel.Read(All));

        Assert.Equal(
            """
            ip nexthop add id 3607101697 via 10.31.0.1 dev wan1 proto 215
            ip nexthop add id 3607101953 group 3607101697 proto 215
            ip nexthop add id 3607102209 group 3607101697 proto 215
            ip route add default nhid 3607102209 table 7700 metric 10 proto 215
            ip route add default nhid 3607101953 table 7701 metric 10 proto 215
            ip route add default nhid 3607102209 table 7801 metric 10 proto 215
            ip route add default nhid 3607102209 table 7802 metric 20 proto 215

            """, OperationText.Of(plan));
        Assert.True(kernel.Apply(plan).Succeeded);
        Assert.True(Reconciler.Plan(TwoUplinks(), kernel.Read(All)).IsEmpty);
    }

    [Fact]
    public void CarrierLost_DesiredWithoutTheUplink_DeletesOnlyWhatTheKernelLeft()
    {
        var kernel = Settled(TwoUplinks());
        kernel.SetLink(Link(1, "wan1", carrier: false));

        var wanted = TestLayout.Of(TestLayout.Uplink(1) with { Usable = false, Alive = false }, TestLayout.Uplink(2));
        var plan = Reconciler.Plan(wanted, kernel.Read(All));

        // The standby's metric in 7700 is the first now; the connected prefix of the dead uplink goes.
        Assert.Equal(
            """
            ip route add default nhid 3607102210 table 7700 metric 10 proto 215
            ip route del default nhid 3607102210 table 7700 metric 11 proto 215
            ip route del 10.31.0.0/24 dev wan1 table 7701 metric 10 proto 215

            """, OperationText.Of(plan));
    }

    [Fact]
    public void LiveChange_ThirdUplinkAndFirstGone_AddsBeforeItDeletes()
    {
        var kernel = Settled(TwoUplinks());
        var wanted = TestLayout.Of(TestLayout.Uplink(2), TestLayout.Uplink(3));

        var plan = Reconciler.Plan(wanted, kernel.Read(All));

        var kinds = plan.Operations.Select(KindOf).ToList();
        var compact = kinds.Where((kind, at) => at == 0 || kinds[at - 1] != kind);
        Assert.Equal(
            [
                "PutNextHop", "PutGroup", "PutRoute", "AddRule", "AddElements", "NftTransaction", "DeleteElements",
                "DeleteRule", "DeleteRoute", "DeleteNextHop",
            ], compact);
        Assert.Single(kinds, "NftTransaction");
        Assert.True(kernel.Apply(plan).Succeeded);
        Assert.True(Reconciler.Plan(wanted, kernel.Read(All)).IsEmpty);
    }

    [Fact]
    public void GroupToDelete_TakesItsRoutesAlong_WithoutMessagesForThem()
    {
        var kernel = Settled(TwoUplinks());

        var plan = Reconciler.Plan(TwoUplinks() with { Routes = [], Groups = [], NextHops = [] }, kernel.Read(All));

        // Tails and connected prefixes hang on no group.
        Assert.Equal(6, plan.Operations.OfType<KernelOperation.DeleteRoute>().Count());
        Assert.Equal(6, plan.Operations.OfType<KernelOperation.DeleteNextHop>().Count());
        Assert.True(kernel.Apply(plan).Succeeded);
    }

    [Fact]
    public void NextHopWhereAGroupIsWanted_IsDeletedFirst_AndWhatItTookIsPutBack()
    {
        var kernel = Settled(TwoUplinks());
        var layout = TwoUplinks();
        var id = TestLayout.PreferredGroupId(TestLayout.Uplink(1));
        kernel.Apply(new([
            new KernelOperation.DeleteNextHop(id),
            new KernelOperation.PutNextHop(layout.NextHops[0] with { Id = id }, false),
            new KernelOperation.PutGroup(new(77, [new(id, 1)]), false),
        ]));

        var plan = Reconciler.Plan(layout, kernel.Read(All));

        Assert.True(kernel.Apply(plan).Succeeded);
        Assert.True(Reconciler.Plan(layout, kernel.Read(All)).IsEmpty);
    }

    [Fact]
    public void RuleOfSomebodyElse_EqualToOurs_IsNotAddedAgain()
    {
        var kernel = Settled(TwoUplinks());
        var rule = kernel.Read(All).Rules[0];
        kernel.Apply(new([new KernelOperation.DeleteRule(rule)]));
        kernel.ForeignRules = [rule];

        Assert.True(Reconciler.Plan(TwoUplinks(), kernel.Read(All)).IsEmpty);
    }

    [Fact]
    public void Cleanup_ForwardingOffBeforeUs_SwitchesItOffFirst_AndRestoresInterfacesAfterTheSwitch_K27()
    {
        var kernel = Settled(TwoUplinks());

        var plan = Reconciler.Cleanup(kernel.Read(All), [
            new("net/ipv4/conf/wan1/rp_filter", "0"),
            new("net/ipv4/conf/all/accept_redirects", "1"),
            new("net/ipv4/ip_forward", "0"),
            new("net/ipv4/conf/wan1/forwarding", "1"),
        ]);

        var lines = OperationText.Of(plan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("sysctl -w net/ipv4/ip_forward=0", lines[0]);
        Assert.Equal("ip rule del pref 20001 fwmark 0x81000000/0xff000000 lookup 7801 protocol 215", lines[1]);
        var catchAll = Array.IndexOf(lines, "ip rule del pref 20900 lookup 7700 protocol 215");
        Assert.Equal("ip rule del pref 20100 lookup main suppress_prefixlength 0 protocol 215", lines[catchAll + 1]);
        Assert.Equal("nft delete table inet dualwan", lines[catchAll + 2]);
        Assert.Equal(
            [
                "sysctl -w net/ipv4/ip_forward=0",
                "sysctl -w net/ipv4/conf/all/accept_redirects=1",
                "sysctl -w net/ipv4/conf/wan1/forwarding=1",
                "sysctl -w net/ipv4/conf/wan1/rp_filter=0",
            ], lines[^4..]);
    }

    [Fact]
    public void Cleanup_ForwardingOnBeforeUs_NeverSwitchesItOff_K27()
    {
        var plan = Reconciler.Cleanup(Settled(TwoUplinks()).Read(All), [new("net/ipv4/ip_forward", "1")]);

        Assert.DoesNotContain(plan.Operations, operation => operation is KernelOperation.SetSysctl { Value: "0" });
    }

    [Fact]
    public void Route_WantedTwice_FirstOneCounts_AndTheSecondPlanIsEmpty()
    {
        var kernel = NewKernel();
        KernelRoute first = new(7701, IpPrefix.Parse("10.0.0.0/8"), 10, KernelRouteType.Unreachable);
        var desired = DesiredState.Empty with { Routes = [first, first with { Type = KernelRouteType.Blackhole }] };

        kernel.Apply(Reconciler.Plan(desired, kernel.Read(All)));

        Assert.Equal([first], kernel.Read(All).Routes);
        Assert.True(Reconciler.Plan(desired, kernel.Read(All)).IsEmpty);
    }

    [Fact]
    public void Brief_OfATransaction_IsOneLine()
    {
        Assert.Equal("nft -f - (2 commands)", OperationText.Brief(new KernelOperation.NftTransaction("a\nb\n")));
        Assert.Equal("ip nexthop del id 7", OperationText.Brief(new KernelOperation.DeleteNextHop(7)));
    }

    [Fact]
    public void Sysctl_OfAnInterfaceThatIsGone_IsLeftAlone()
    {
        var desired = DesiredState.Empty with { Sysctls = [new("net/ipv4/conf/gone/rp_filter", "2")] };

        Assert.True(Reconciler.Plan(desired, KernelSnapshot.Empty).IsEmpty);
    }

    private static string KindOf(KernelOperation operation) => operation.GetType().Name;

    private static DesiredState TwoUplinks(bool firstAlive = true) =>
        TestLayout.Of(TestLayout.Uplink(1) with { Alive = firstAlive }, TestLayout.Uplink(2));

    private static InMemoryKernel Settled(DesiredState desired)
    {
        var kernel = NewKernel();
        Assert.True(kernel.Apply(Reconciler.Plan(desired, kernel.Read(All))).Succeeded);
        return kernel;
    }

    private static InMemoryKernel NewKernel()
    {
        var kernel = new InMemoryKernel();
        for (var number = 1; number <= 3; number++)
            kernel.SetLink(Link(number, $"wan{number}", carrier: true));
        kernel.SetSysctl("net/ipv4/ip_forward", "0");
        return kernel;
    }

    private static LinkFact Link(int index, string name, bool carrier) =>
        new(index, name, true, carrier, 1500, "veth", 0, false, false, null);
}
