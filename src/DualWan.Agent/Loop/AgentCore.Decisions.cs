using System.Collections.Immutable;
using DualWan.Agent.Hosting;
using DualWan.Core.Compilation;
using DualWan.Core.Failover;
using DualWan.Core.Health;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>What the failover machine decides is carried out here, in its order.</content>
internal sealed partial class AgentCore
{
    /// <summary>How long packets of forgotten connections are answered with a reset (kernel.md D7).</summary>
    private static readonly TimeSpan ArmedFor = TimeSpan.FromMinutes(5);

    /// <summary>Spares strict pins: some rule says <c>keep</c>.</summary>
    private const uint PreferredPinMask = MarkLayout.PinMask | MarkLayout.Strict;

    /// <summary>Until when each dead uplink, or backup that was emptied, has everything armed.</summary>
    private readonly Dictionary<string, TimeSpan> _armedFor = [];

    /// <summary>Interfaces.</summary>
    private readonly HashSet<string> _armed = [];

    /// <summary>An agent before this one may have armed for a line that was dead then, and is not there to
    /// disarm.</summary>
    private bool _armedBefore = true;

    private void Carry(FailoverStep step)
    {
        _machineTick = step.NextTick;
        foreach (var status in step.Uplinks)
        {
            if (_workers.Find(worker => worker.Name == status.Name) is { } worker)
                worker.Status = status;
        }

        // The machine takes it for done: one that fails must not take the rest of the order along.
        foreach (var decision in step.Decisions)
        {
            try
            {
                Carry(decision);
            }
#pragma warning disable CA1031 // Logged; and the kernel is read and compared again.
            catch (Exception e) when (_running)
#pragma warning restore CA1031
            {
                NoteDefect(decision.GetType().Name, e);
            }
        }

        ApplyLeftovers();
        DisarmWhatWasAdopted();
        var now = Now;
        foreach (var worker in _workers)
            worker.Health.SetPace(worker.Status?.Pace ?? ProbePace.Normal, now);
    }

    private void Carry(FailoverDecision decision)
    {
        switch (decision)
        {
            case FailoverDecision.RoutesChanged:
                Reconcile("failover");
                break;
            case FailoverDecision.ArmResets arm:
                Arm(arm.Uplink);
                break;
            case FailoverDecision.DisarmResets disarm:
                Disarm(disarm.Uplink);
                break;
            case FailoverDecision.ListReceivers list when Pin(list.Uplink) is { } mark:
                ListUnlessListed(list.Uplink, mark);
                break;
            case FailoverDecision.FlushPins flush when Pin(flush.Uplink) is { } mark:
                ApplyUrgent(new KernelOperation.FlushPins(
                    mark, flush.IncludeStrict ? MarkLayout.PinMask : PreferredPinMask));
                break;
            case FailoverDecision.FlushBackupPins moved:
                FlushBackup(moved);
                break;
            case FailoverDecision.PokeReceivers poke:
                _connections.PokeReceivers(poke.Uplink);
                break;
            case FailoverDecision.SaveOperations save:
                SaveOperations(save);
                break;
            case FailoverDecision.Announce announce:
                Announce(announce.Change);
                break;
        }
    }

    /// <summary>
    /// What is left of the dead uplink's connections leaves by any of the others now: all of them are armed, for as
    /// long as one is dead.
    /// </summary>
    private void Arm(string uplink)
    {
        _armedFor[uplink] = Now + ArmedFor;
        _armed.UnionWith(_workers.Select(static worker => worker.Config.Interface));
        ApplyUrgent([.. _workers.Select(static worker =>
            new KernelOperation.ArmResets(worker.Config.Interface, ArmedFor))]);
    }

    private void Disarm(string uplink)
    {
        if (_armedFor.Remove(uplink) && !IsArmed)
            DisarmAll();
    }

    /// <summary>An uplink that a reload took away has nobody to disarm for it.</summary>
    private void ForgetArmedFor(IEnumerable<UplinkWorker> before)
    {
        foreach (var worker in before.Where(worker => Find(worker.Name) is null))
            Disarm(worker.Name);
    }

    private bool IsArmed => _armedFor.Values.Any(until => until > Now);

    private void DisarmWhatWasAdopted()
    {
        if (!_armedBefore || !_workers.TrueForAll(static worker =>
            worker.Status?.State is UplinkState.Up or UplinkState.Standby or UplinkState.Disabled))
            return;
        _armedBefore = false;
        if (!IsArmed)
            DisarmAll();
    }

    /// <summary>Those of now, and those that a reload has taken away since.</summary>
    private void DisarmAll()
    {
        _armed.UnionWith(_workers.Select(static worker => worker.Config.Interface));
        ApplyUrgent([.. _armed.Order(StringComparer.Ordinal).Select(static name =>
            new KernelOperation.DisarmResets(name))]);
        _armed.Clear();
    }

    private void FlushBackup(FailoverDecision.FlushBackupPins moved)
    {
        if (Pin(moved.Backup) is not { } mark || _numbers.Find(moved.Wanted) is not { } wanted)
            return;
        if (moved.All)
            ApplyUrgent(new KernelOperation.FlushPins(mark, PreferredPinMask));
        else
            _connections.Forget(mark, PreferredPinMask, new FlowClassifier(_prepared, _snapshot).Wants(wanted));
    }

    private void SaveOperations(FailoverDecision.SaveOperations save) => SaveState(_services.State.State with
    {
        Disabled = [.. save.Operations.Where(static one => one.Disabled).Select(static one => one.Uplink)],
        Draining = [.. save.Operations.Where(static one => one.Draining).Select(static one => one.Uplink)],
        StayOnBackup = [.. save.Operations.Where(static one => one.StayOnBackup).Select(static one => one.Uplink)],
    });

    private void Announce(UplinkChange change)
    {
        if (change.To is UplinkState.Down or UplinkState.Degraded)
            AgentLog.Trouble(_log, change.Text);
        else
            AgentLog.Change(_log, change.Text);
        _services.Journal.Add(
            change.Uplink, UplinkWords.Of(change.To), UplinkWords.ReasonOf(change), change.Text);
        _publishAt = Now;
        _services.Notifier.Status(Summary());
    }

    private void ListUnlessListed(string uplink, uint mark)
    {
        var worker = Find(uplink);
        if (worker is not { ReceiversListed: true })
            _connections.ListReceivers(uplink, mark, PreferredPinMask);
        if (worker is not null)
            worker.ReceiversListed = false;
    }

    private UplinkWorker? Find(string name) => _workers.Find(worker => worker.Name == name);

    private uint? Pin(string name) =>
        _numbers.Find(name) is { } number ? MarkLayout.PinnedOut(number) : null;
}
