using DualWan.Agent.Hosting;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>What the kernel says, and what follows from it.</content>
internal sealed partial class AgentCore
{
    /// <summary>A burst of events is read once: a flap of one millisecond is two bursts of ten.</summary>
    private static readonly TimeSpan EventSettle = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// However often routes or links of others change, reading takes at most a fifth of the loop's time: a routing
    /// daemon that fills main must not slow the failover down.
    /// </summary>
    private const int RestPerRead = 4;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    private TimeSpan _restUntil;
    private TimeSpan? _factsDue;
    private bool _readElements;

    private void NoteKernelChange(bool lost)
    {
        if (lost)
        {
            AgentLog.Overrun(_log);
            _readElements = true;
        }

        ReadAgainSoon(EventSettle);
    }

    private void ReadAgainSoon(TimeSpan delay)
    {
        var due = Now + delay;
        if (due < _restUntil)
            due = _restUntil;
        if (_factsDue is null || due < _factsDue)
            _factsDue = due;
    }

    private bool FactsAreDue(TimeSpan now)
    {
        if (now >= _auditAt)
        {
            _readElements = true;
            return true;
        }

        return _factsDue <= now || _workers.Exists(worker => worker.NextTick <= now);
    }

    private void RefreshFacts(TimeSpan now)
    {
        _factsDue = null;
        if (now >= _auditAt)
            _auditAt = now + AuditInterval;
        var before = _snapshot;
        _snapshot = ReadKernel(_config.Config, _readElements);
        _stale = false;
        _readElements = false;
        Rest(now);
        var moved = !SameWorld(before, _snapshot);
        foreach (var worker in _workers)
        {
            var hop = worker.Hop;
            if (worker.Observe(_snapshot, now) && worker.Hop is { } learned && learned != hop)
                AgentLog.GatewayLearned(_log, worker.Name, learned.Gateway?.ToString() ?? "none", learned.Interface);
            moved |= worker.Hop != hop;
        }

        ConfigureProbes();
        foreach (var worker in _workers)
            Carry(_machine.Handle(new FailoverEvent.LinkChanged(worker.Name, worker.Link), now));
        Reconcile(moved ? "facts" : "repair");
    }

    /// <summary>Whether nothing that the desired state follows from has moved: what differs then was changed by
    /// somebody and is put back.</summary>
    private bool SameWorld(KernelSnapshot before, KernelSnapshot after) =>
        before.Links == after.Links && before.Addresses == after.Addresses
        && before.ForeignRoutes.Where(Concerns).SequenceEqual(after.ForeignRoutes.Where(Concerns));

    private bool Concerns(ForeignRoute route) =>
        route.Destination.IsDefault || _workers.Exists(worker => worker.Config.Interface == route.Interface);

    private void Rest(TimeSpan started)
    {
        var ended = Now;
        var rest = (ended - started) * RestPerRead;
        _restUntil = ended + (rest < LongestRest ? rest : LongestRest);
    }

    private KernelSnapshot ReadKernel(RouterConfig config, bool elements) =>
        _kernel.Read(new SnapshotRequest(elements, SysctlCompiler.KeysFor(config)));

    private Observations Observe() =>
        Observations.Of(_snapshot, [.. _workers.Select(static worker => worker.Observation)]);
}
