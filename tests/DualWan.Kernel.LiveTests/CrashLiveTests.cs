using DualWan.Core.Reconciliation;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>kill -9 between any two messages of a plan, then a new start: the same normalised state (K-16).</summary>
public sealed class CrashLiveTests
{
    [Fact]
    public void First_start_stopped_after_any_message_then_started_again_ends_equal()
    {
        StopEverywhere(LiveRouter.TwoUplinks, router => { });
    }

    [Fact]
    public void Live_change_stopped_after_any_message_then_started_again_ends_equal()
    {
        var wanted = TestLayout.Of(
            TestLayout.Uplink(2) with { Alive = false }, TestLayout.Uplink(3), TestLayout.Uplink6(2));
        StopEverywhere(wanted, router => router.Reconcile(LiveRouter.TwoUplinks));
    }

    [Fact]
    public void Cleanup_stopped_after_any_message_then_run_again_leaves_nothing()
    {
        using var router = new LiveRouter();
        var before = router.Dump();
        for (var stop = 0; ; stop++)
        {
            router.Restart();
            router.Reconcile(LiveRouter.TwoUplinks);
            var killed = Killed(router, stop, () => router.Cleanup());
            router.Restart();
            if (killed)
                router.Cleanup();
            Assert.True(before == router.Dump(), $"stopped after {stop} changes:\n{router.Dump()}");
            if (!killed)
                break;
        }
    }

    private static void StopEverywhere(DesiredState wanted, Action<LiveRouter> prepare)
    {
        string expected;
        using (var reference = new LiveRouter())
        {
            reference.Reconcile(wanted);
            expected = reference.Ours();
        }

        using var router = new LiveRouter();
        var stops = 0;
        for (; ; stops++)
        {
            router.Restart();
            prepare(router);
            var killed = Killed(router, stops, () => router.Reconcile(wanted));
            router.Restart();
            router.Reconcile(wanted);
            Assert.True(expected == router.Ours(), $"stopped after {stops} changes");
            if (!killed)
                break;
            router.Cleanup();
        }

        // Rules, routes, nexthops and groups: a plan of so many messages was stopped at each of them.
        Assert.InRange(stops, 25, 100);
    }

    private static bool Killed(LiveRouter router, int changes, Action work)
    {
        var budget = new StoppingTransport.Budget(changes);
        router.Restart(state => new LinuxKernel(
            new StoppingTransport(NetlinkSocket.Open(NetlinkConstants.NETLINK_ROUTE), budget),
            NetlinkSocket.Open(NetlinkConstants.NETLINK_NETFILTER),
            NetlinkSocket.Open(NetlinkConstants.NETLINK_NETFILTER), state));
        try
        {
            work();
            return false;
        }
        catch (StoppingTransport.KilledException)
        {
            return true;
        }
    }
}
