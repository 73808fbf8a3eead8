using System.Threading.Channels;
using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Sysctls;
using DualWan.Netlink.Interop;
using DualWan.Probing;
using Microsoft.Extensions.Logging;
using Problem = DualWan.Agent.Control.Problem;

namespace DualWan.Agent.Loop;

/// <summary>
/// The one owner of the state. It reads one channel of messages (probe results, kernel events, requests, ticks), is the
/// only writer to the kernel, and publishes an immutable status. The decisions are Core's; this carries them out.
/// </summary>
internal sealed partial class AgentCore : IAgentCore
{
    /// <summary>Room for a burst of probe results; kernel events are folded into one. A full inbox makes requests
    /// wait.</summary>
    private const int InboxCapacity = 8192;

    /// <summary>Everything is read again so often even if no event came (kernel.md D8).</summary>
    private static readonly TimeSpan AuditInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WatchdogInterval = TimeSpan.FromSeconds(1);

    /// <summary>After a turn that failed: what failed is due at once again, and must not take the core with
    /// it.</summary>
    private static readonly TimeSpan RestAfterDefect = TimeSpan.FromMilliseconds(100);

    private readonly AgentServices _services;
    private readonly IKernel _kernel;
    private readonly IKernelEvents _kernelEvents;
    private readonly IConnections _connections;
    private readonly Func<Action<ProbeResult>, IProbeEngine> _createProbes;
    private readonly IProbeEngine _probes;
    private readonly Func<CancellationToken, Task> _listen;
    private readonly ILogger _log;
    private readonly ConnectionCounts _counts;
    private readonly Func<EquatableArray<NftCounterFact>> _readCounters;
    private readonly EquatableArray<IDisposable> _owned;
    private readonly DateTimeOffset _started;
    private readonly FailoverMachine _machine = new();
    private readonly Channel<LoopMessage> _inbox = Channel.CreateBounded<LoopMessage>(
        new BoundedChannelOptions(InboxCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private List<UplinkWorker> _workers = [];
    private RunningConfig _config;
    private UplinkNumbers _numbers = UplinkNumbers.None;
    private PreparedConfig _prepared = new(new RouterConfig(), UplinkNumbers.None, 0);
    private KernelSnapshot _snapshot = KernelSnapshot.Empty;
    private ReconcileContext _context = ReconcileContext.None;
    private TimeSpan? _machineTick;
    private TimeSpan _auditAt;
    private TimeSpan _watchdogAt;
    private readonly SuspendWatch _suspends = new(BootClock.Suspended);
    private readonly SysctlKeeper _sysctls;
    private TimeSpan _defectAt = TimeSpan.MinValue;
    private Problem? _defect;

    /// <summary>Until then a failure ends the start: nothing has been promised yet.</summary>
    private bool _running;
    private bool _ready;
    private int _kernelPending;

    /// <param name="listen">Runs the kernel monitor until cancelled.</param>
    public AgentCore(
        AgentServices services, AgentParts parts, RunningConfig config, Func<CancellationToken, Task> listen)
    {
        _listen = listen;
        _services = services;
        _kernel = parts.Kernel;
        _kernelEvents = parts.Events;
        _connections = parts.Connections;
        _createProbes = parts.Probes;
        _probes = _createProbes(result => Post(new LoopMessage.Probed(result)));
        _counts = new ConnectionCounts(parts.CountByMark, services.Time);
        _readCounters = parts.ReadCounters;
        _explain = parts.Explain;
        _sysctls = parts.Sysctls;
        _owned = parts.Owned;
        _log = services.Loggers.CreateLogger("agent");
        _started = services.Time.GetUtcNow();
        _config = config;
        _status = NotStarted();
    }

    private TimeSpan Now => _services.Time.GetElapsedTime(0);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var pump = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var events = Task.WhenAll(
            KeepAsync("listening to the kernel", _listen, pump.Token),
            KeepAsync("kernel events", PumpKernelEventsAsync, pump.Token));
        try
        {
            Start();
            await LoopAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            // Nobody reads any more: who waits for room (the probes' thread) must not wait for ever.
            _inbox.Writer.TryComplete();
            await pump.CancelAsync().ConfigureAwait(false);
            await events.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Only when <see cref="RunAsync"/> has ended and nobody asks any more.</summary>
    public void Dispose()
    {
        _inbox.Writer.TryComplete();
        _probes.Dispose();
        _reloading.Dispose();
        foreach (var part in _owned)
            part.Dispose();
    }

    private async Task LoopAsync(CancellationToken stopping)
    {
        using var timer = _services.Time.CreateTimer(
            static core => ((AgentCore)core!).Post(LoopMessage.Tick.Instance), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        _running = true;
        Turn();
        Arm(timer);
        while (await _inbox.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
        {
            while (_inbox.Reader.TryRead(out var message))
                Take(message);
            Turn();
            Arm(timer);
        }
    }

    /// <summary>A message that fails takes nothing else along: it is logged, and the loop goes on.</summary>
    private void Take(LoopMessage message)
    {
        try
        {
            switch (message)
            {
                case LoopMessage.KernelChanged changed:
                    Volatile.Write(ref _kernelPending, 0);
                    NoteKernelChange(changed.Lost);
                    break;
                case LoopMessage.Probed probed:
                    TakeProbe(probed.Result);
                    break;
                case LoopMessage.Request request:
                    request.Run();
                    break;
            }
        }
#pragma warning disable CA1031 // Whatever a message does, forwarding and the other messages go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NoteDefect(message.GetType().Name, e);
        }
    }

    /// <summary>
    /// Brings everything up to now: facts, health, failover, kernel, status. A step that fails leaves the others their
    /// turn: a kernel that can't be read is no reason to stop probing.
    /// </summary>
    private void Turn()
    {
        var now = Now;
        NoteSuspend(now);
        Step("facts", now, static (core, now) =>
        {
            if (core.FactsAreDue(now))
                core.RefreshFacts(now);
        });
        Step("health", now, static (core, now) => core.AdvanceHealth(now));
        Step("failover", now, static (core, now) =>
        {
            if (core._machineTick <= now)
                core.Carry(core._machine.Handle(FailoverEvent.Tick.Instance, now));
        });
        Step("repair", now, static (core, now) =>
        {
            if (core._reconcileDue <= now)
                core.Reconcile("repair");
        });
        Step("status", now, static (core, now) =>
        {
            core.SayReady();
            core.PublishIfDue(now);
        });
        PetWatchdog(now);
    }

    private void Step(string what, TimeSpan now, Action<AgentCore, TimeSpan> step)
    {
        try
        {
            step(this, now);
        }
#pragma warning disable CA1031 // The loop must outlive a defect in one step; the next turn reads everything anew.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NoteDefect(what, e);
        }
    }

    private void NoteDefect(string what, Exception e)
    {
        AgentLog.LoopDefect(_log, what, e);
        _defectAt = Now;
        _defect = new Problem("agent-defect", Severity.Error, $"the agent failed on {what}: {e.Message}", null,
            "the full report is in its log: journalctl -u dualwan");
        ReadAgainSoon(TimeSpan.FromSeconds(1));
    }

    /// <summary>From the loop itself: a loop that hangs is restarted.</summary>
    private void PetWatchdog(TimeSpan now)
    {
        if (now < _watchdogAt)
            return;
        _watchdogAt = now + WatchdogInterval;
        _services.Notifier.Watchdog();
    }

    private void Arm(ITimer timer)
    {
        var now = Now;
        var next = _auditAt;
        foreach (var worker in _workers)
        {
            next = Sooner(next, worker.Health.NextWake);
            next = Sooner(next, worker.NextTick);
        }

        next = Sooner(next, _machineTick);
        next = Sooner(next, _factsDue);
        next = Sooner(next, _reconcileDue);
        next = Sooner(next, _publishAt);
        if (_defectAt > now - RestAfterDefect && next < now + RestAfterDefect)
            next = now + RestAfterDefect;
        var wait = next - now;
        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Sooner(TimeSpan next, TimeSpan? candidate) =>
        candidate is { } time && time < next ? time : next;
}
