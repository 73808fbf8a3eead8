using DualWan.Core.Reconciliation;
using DualWan.Kernel.Monitoring;
using DualWan.Testing;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>What the kernel says by itself.</summary>
public sealed class MonitorLiveTests
{
    [Fact]
    public async Task Links_addresses_routes_rules_nexthops_and_nft_are_told()
    {
        using var router = new LiveRouter();
        using var listener = new Listener(router);

        router.Ip("link set isp1 down");
        await listener.Sees(e => e is KernelEvent.LinkChanged
        { Name: "wan1", Carrier: false, Up: true, Deleted: false });
        router.Ip("link set isp1 up");
        await listener.Sees(e => e is KernelEvent.LinkChanged { Name: "wan1", Carrier: true });
        router.Ip("addr del 10.31.0.2/24 dev wan1");
        await listener.Sees(e => e is KernelEvent.AddressChanged { Interface: "wan1", Deleted: true } address
            && address.Address.ToString() == "10.31.0.2/24");
        router.Ip("route add default via 10.32.0.1");
        await listener.Sees(e => e is KernelEvent.RouteChanged
        { Table: 254, IsDefault: true, ProgramRoute: false, Deleted: false });
        router.Ip("rule add pref 100 lookup 7 protocol 215");
        await listener.Sees(e => e is KernelEvent.RuleChanged { Priority: 100, ProgramRule: true, Deleted: false });
        router.Ip("rule del pref 100");
        await listener.Sees(e => e is KernelEvent.RuleChanged { Priority: 100, Deleted: true });
        router.Ip("nexthop add id 3607101697 via 10.32.0.1 dev wan2");
        await listener.Sees(e => e is KernelEvent.NextHopChanged
        { Id: 3607101697, ProgramNextHop: true, Deleted: false, Ours: false });
        router.Space.Nft("add table inet dualwan");
        await listener.Sees(e => e is KernelEvent.NftChanged { ProgramTable: true, Deleted: false, Ours: false });
        router.Space.Nft("add table inet other");
        await listener.Sees(e => e is KernelEvent.NftChanged { ProgramTable: false });
        router.Ip("link set wan3 down");
        router.Ip("link set wan3 name dsl0");
        await listener.Sees(e => e is KernelEvent.LinkChanged { Name: "dsl0", OldName: "wan3" });
        router.Ip("link del dsl0");
        await listener.Sees(e => e is KernelEvent.LinkChanged { Name: "dsl0", Deleted: true });
    }

    [Fact]
    public async Task Our_own_changes_are_known_as_ours_libnftables_too()
    {
        using var router = new LiveRouter();
        using var listener = new Listener(router);

        // The thread that commits must live until its event is read, as the agent's own does.
        router.Space.Do(() =>
        {
            var plan = Reconciler.Plan(LiveRouter.TwoUplinks, router.Kernel.Read(new SnapshotRequest(true, [])));
            Assert.Empty(router.Kernel.Apply(plan).Failures);
            listener.Sees(e => e is KernelEvent.NftChanged { ProgramTable: true }).GetAwaiter().GetResult();
        });
        router.Ip("rule add pref 99 lookup 7 protocol 215");
        await listener.Sees(e => e is KernelEvent.RuleChanged { Priority: 99, Ours: false });

        Assert.All(listener.Seen.Where(e => e is KernelEvent.RuleChanged { Priority: not 99 }
            or KernelEvent.NextHopChanged or KernelEvent.NftChanged or KernelEvent.RouteChanged { ProgramRoute: true }),
            e => Assert.True(e.Ours, e.ToString()));
        Assert.Contains(listener.Seen, e => e is KernelEvent.NextHopChanged);
    }

    [Fact]
    public async Task A_storm_into_a_small_receive_buffer_ends_in_an_overrun()
    {
        using var router = new LiveRouter();
        using var listener = new Listener(router, receiveBuffer: 2048, start: false);

        router.Namespace.Space.IpBatch(string.Concat(Enumerable.Range(0, 500)
            .Select(i => $"route add 10.{i / 250}.{i % 250}.0/24 dev lan0\n")));
        listener.Start();

        await listener.Sees(e => e is KernelEvent.Overrun);
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_that_it_missed_something()
    {
        using var router = new LiveRouter();
        using var monitor = router.Space.Do(() => KernelMonitor.Open(() => 0, capacity: 8));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = monitor.RunAsync(stop.Token);
        router.Space.IpBatch(string.Concat(
            Enumerable.Range(0, 100).Select(i => $"rule add pref {100 + i} lookup 7\n")));
        router.Ip("route add default via 10.32.0.1 metric 77");

        await Eventually.True(() => monitor.Events.Count == 8, "the channel is full");
        var seen = new List<KernelEvent>();
        await foreach (var found in monitor.Events.ReadAllAsync(stop.Token))
        {
            seen.Add(found);
            if (seen.Any(e => e is KernelEvent.RouteChanged) && seen.Any(e => e is KernelEvent.Overrun))
                break;
        }

        Assert.True(seen.Count < 60);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Collects events until the test ends.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly KernelMonitor _monitor;
        private readonly CancellationTokenSource _stop = new();
        private readonly List<KernelEvent> _seen = [];
        private Task _work = Task.CompletedTask;

        public Listener(LiveRouter router, int receiveBuffer = 4 << 20, bool start = true)
        {
            _monitor = router.Space.Do(() => KernelMonitor.Open(() => router.Kernel.RoutePort, receiveBuffer));
            if (start)
                Start();
        }

        public KernelEvent[] Seen
        {
            get
            {
                lock (_seen)
                    return [.. _seen];
            }
        }

        public void Start() => _work = Task.WhenAll(_monitor.RunAsync(_stop.Token), CollectAsync());

        public Task Sees(Func<KernelEvent, bool> wanted) =>
            Eventually.Value(() => Seen, seen => seen.Any(wanted), "the event comes");

        public void Dispose()
        {
            _stop.Cancel();
            _work.GetAwaiter().GetResult();
            _monitor.Dispose();
            _stop.Dispose();
        }

        private async Task CollectAsync()
        {
            try
            {
                await foreach (var found in _monitor.Events.ReadAllAsync(_stop.Token))
                {
                    lock (_seen)
                        _seen.Add(found);
                }
            }
            catch (OperationCanceledException)
            {
                // The end of the test.
            }
        }
    }
}
