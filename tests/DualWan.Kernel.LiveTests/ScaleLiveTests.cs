using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>Ten thousand routes on one group: one message moves them all, and readings stay whole meanwhile
/// (K-14).</summary>
public sealed class ScaleLiveTests
{
    private const int Routes = 10_000;

    [Fact]
    public async Task Ten_thousand_routes_move_by_one_group_while_dumps_run_K14()
    {
        using var router = new LiveRouter();
        router.Reconcile(Layout(firstAlive: true));
        Assert.Equal(Routes, CountByIp(router));
        using var second = router.Space.Do(() => LinuxKernel.Open(router.StateDirectory));
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => router.Space.Do(() =>
        {
            var counts = new List<int>();
            while (!stop.IsCancellationRequested || counts.Count < 3)
                counts.Add(second.Read(new SnapshotRequest(false, [])).Routes.Count);
            return counts;
        }), TestContext.Current.CancellationToken);

        for (var round = 0; round < 20; round++)
        {
            var plan = router.Reconcile(Layout(firstAlive: round % 2 != 0));
            Assert.IsType<KernelOperation.PutGroup>(Assert.Single(plan.Operations));
        }

        await stop.CancelAsync();
        var expected = Layout(firstAlive: true).Routes.Count;
        Assert.All(await reading, count => Assert.Equal(expected, count));
        Assert.Equal(Routes, CountByIp(router));
    }

    [Fact]
    public void A_group_deleted_by_hand_brings_its_ten_thousand_routes_back()
    {
        using var router = new LiveRouter();
        router.Reconcile(Layout(firstAlive: true));
        router.Ip($"nexthop del id {TestLayout.PreferredGroupId(TestLayout.Uplink(1))}");
        Assert.Equal(0, CountByIp(router));

        router.Reconcile(Layout(firstAlive: true));

        Assert.Equal(Routes, CountByIp(router));
        Assert.True(router.Plan(Layout(firstAlive: true)).IsEmpty);
        router.Cleanup();
        Assert.Equal(0, CountByIp(router));
    }

    private static DesiredState Layout(bool firstAlive)
    {
        var first = TestLayout.Uplink(1) with { Alive = firstAlive };
        var state = TestLayout.Of(first, TestLayout.Uplink(2));
        var group = TestLayout.PreferredGroupId(first);
        var many = Enumerable.Range(0, Routes).Select(i => new KernelRoute(
            KernelNumbers.UnmarkedTable, Network((uint)i), Metric: 5, NextHopId: group));
        return state with { Routes = [.. state.Routes, .. many] };
    }

    private static IpPrefix Network(uint i) => new(new IpAddress(IpFamily.IPv4, 0x1400_0000u + (i << 8)), 24);

    private static int CountByIp(LiveRouter router) =>
        router.Ip("route show table 7700").Split('\n').Count(line => line.StartsWith("20.", StringComparison.Ordinal));
}
