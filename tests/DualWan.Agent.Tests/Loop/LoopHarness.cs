using System.Diagnostics;
using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Agent.Loop;
using DualWan.Agent.Tests.Support;
using DualWan.Core;
using DualWan.Kernel.Sysctls;
using DualWan.Probing;
using DualWan.Systemd;
using DualWan.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DualWan.Agent.Tests.Loop;

/// <summary>The agent's core over a kernel in memory, lines that answer when told to, and time that moves when told
/// to.</summary>
internal sealed class LoopHarness : IAsyncDisposable
{
    public const string Policy = """
        uplinks:
          isp1: {interface: wan1, gateway: 10.31.0.1, monitors: [1.1.1.1]}
          isp2: {interface: wan2, gateway: 10.32.0.1, monitors: [1.1.1.1]}
        lan: {interfaces: [lan0]}
        nat: masquerade
        """;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SystemdNotifier _notifier = new(null, null);
    private readonly StateStore _state;
    private Task _running = Task.CompletedTask;

    private LoopHarness(
        string policy, Func<CancellationToken, Task>? listen, Action<StateStore>? prepare, Action<FakeWorld>? world)
    {
        world?.Invoke(World);
        File.WriteAllText(ConfigFile, policy);
        _state = StateStore.Open(_directory.Path, Time);
        prepare?.Invoke(_state);
        Journal = new EventJournal(Time);
        var options = new AgentOptions(ConfigFile, _directory.Path, _directory.Path);
        var services = new AgentServices(options, _state, Journal, NullLoggerFactory.Instance, _notifier, Time);
        var parts = new AgentParts(
            World, World, World, MakeProbes, static () => null,
            static () => [], World, new SysctlKeeper(_directory.Path, new SysctlFiles()), [Owned]);
        Core = new AgentCore(services, parts, ConfigReader.Load(ConfigFile, Time).Config!,
            listen ?? (static cancellation => Task.Delay(Timeout.Infinite, cancellation)));
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeWorld World { get; } = new();

    public FakeProbes Probes { get; private set; } = null!;

    public EventJournal Journal { get; }

    public AgentCore Core { get; }

    public OwnedPart Owned { get; } = new();

    public AgentState State => _state.State;

    public string ConfigFile => _directory.File("dualwan.yaml");

    /// <summary>Starts and waits until both lines are up.</summary>
    public static async Task<LoopHarness> StartAsync(
        string policy = Policy, Action<StateStore>? prepare = null, Action<FakeWorld>? world = null)
    {
        var harness = Create(policy, prepare: prepare, world: world);
        await harness.UntilAsync(() => harness.Has("[AGENT] ready"), "READY");
        return harness;
    }

    public static LoopHarness Create(
        string policy = Policy, Func<CancellationToken, Task>? listen = null, Action<StateStore>? prepare = null,
        Action<FakeWorld>? world = null)
    {
        var harness = new LoopHarness(policy, listen, prepare, world);
        harness._running = Task.Run(() => harness.Core.RunAsync(harness._stopping.Token));
        return harness;
    }

    public bool Has(string line) =>
        Journal.Last(1000).Any(one => one.Text.Contains(line, StringComparison.Ordinal));

    public string StateOf(string uplink) =>
        Core.GetStatus().Uplinks.FirstOrDefault(one => one.Name == uplink)?.State ?? "none";

    /// <summary>Moves time in small steps until it holds; each step waits for the loop, so that it never
    /// oversleeps.</summary>
    public async Task UntilAsync(Func<bool> holds, string what, double seconds = 60)
    {
        var (began, start) = (Stopwatch.GetTimestamp(), Time.Elapsed);
        while (!holds())
        {
            if ((Time.Elapsed - start).TotalSeconds > seconds || Stopwatch.GetElapsedTime(began).TotalSeconds > 30)
                Assert.Fail($"not seen: {what}; events: {string.Join(" | ", Journal.Last(20).Select(one => one.Text))}"
                    + $"; order: {string.Join(", ", World.Order.TakeLast(30))}");
            Time.Advance(Step);
            await LoopAsync();
            await LoopAsync();
        }
    }

    /// <summary>The first are the loop's own; <c>dualwan probe</c> makes more.</summary>
    private FakeProbes MakeProbes(Action<ProbeResult> report)
    {
        var probes = new FakeProbes(report, Time);
        Probes ??= probes;
        return probes;
    }

    /// <summary>A request is answered in turn: what was posted before it has been taken.</summary>
    private Task LoopAsync() => Core.OperateAsync(
        new UplinkCommand("nobody", UplinkAction.Enable), Caller.Self, TestContext.Current.CancellationToken);

    public Task<ReloadResult> ReloadAsync(string policy)
    {
        File.WriteAllText(ConfigFile, policy);
        return Core.ReloadAsync(Caller.Self, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    /// <summary>Ends the loop; its failure comes out here.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_running.Exception is { } failure)
            throw failure;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Core.Dispose();
        _notifier.Dispose();
        _stopping.Dispose();
        _directory.Dispose();
    }

    /// <summary>Stands for the sockets.</summary>
    internal sealed class OwnedPart : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
