using System.Collections.Immutable;
using DualWan.Agent.Hosting;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Health;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <content>The first apply, and taking over a config: adopt what the kernel has, change what differs.</content>
internal sealed partial class AgentCore
{
    private static readonly TimeSpan DiskRetryInterval = TimeSpan.FromSeconds(5);

    private TimeSpan _diskRetryAt;

    private void Start()
    {
        var now = Now;
        _auditAt = now + AuditInterval;
        NoteStateTrouble();
        _context = _services.State.State.ReconcileContext();
        _snapshot = ReadKernel(_config.Config, elements: true);
        _numbers = UplinkNumbers.Of(_services.State.State.UplinkNumbers, _config.Config, _snapshot.Rules);
        TakeOver(_config, now);
        MemoryReturn.After(_config.Config);
        Rehearse();
    }

    /// <summary>The first write that succeeds clears it, before anybody could have read of it.</summary>
    private void NoteStateTrouble()
    {
        if (_services.State.Trouble is not { } trouble)
            return;
        AgentLog.ProblemRaised(_log, trouble.Code, trouble.Title);
        _services.Journal.Add(null, trouble.Code, trouble.Text, $"[STATE] {trouble.Title}");
    }

    /// <summary>
    /// Makes a config the one in force: numbers, workers, failover machine, kernel. The old one's pins are flushed
    /// where their uplink is gone, before its number can be given to another (kernel.md D9, K-17); but not where the
    /// kernel refused a reload: then the old one goes on.
    /// </summary>
    /// <returns>The kernel's refusal, or null.</returns>
    private ApplyFailure? TakeOver(RunningConfig config, TimeSpan now)
    {
        var before = _workers;
        _config = config;
        _numbers = _numbers.Update(config.Config, out var released);
        _prepared = new PreparedConfig(config.Config, _numbers, _services.State.State.HashSeed);
        var state = _services.State.State;
        _workers = [.. config.Config.Uplinks.Where(static entry => !entry.Disabled).Select(entry =>
            Worker(entry, now))];
        foreach (var worker in _workers)
            worker.Observe(_snapshot, now);
        SaveState(Known(state with
        {
            UplinkNumbers = _numbers.ByName.ToImmutableSortedDictionary(StringComparer.Ordinal),
        }));
        Carry(_machine.Handle(Configured(config.Config, _services.State.State), now));
        ConfigureProbes();
        if (_running && _failures.FirstOrDefault(IsRefusal) is { } refusal)
            return refusal;
        foreach (var number in released)
            FlushReleased(number);
        foreach (var worker in before)
            FlushIfTranslatedOtherwise(worker);
        ForgetArmedFor(before);
        return null;
    }

    /// <summary>What was asked of an uplink ends with it: a new one of its name is another.</summary>
    private AgentState Known(AgentState state) => state with
    {
        Disabled = state.Disabled.Intersect(_workers.Select(static worker => worker.Name)),
        Draining = state.Draining.Intersect(_workers.Select(static worker => worker.Name)),
        StayOnBackup = state.StayOnBackup.Intersect(_workers.Select(static worker => worker.Name)),
    };

    /// <summary>A connection keeps the address it was given (N-01): where the NAT or the line is another, it must begin
    /// anew.</summary>
    private void FlushIfTranslatedOtherwise(UplinkWorker before)
    {
        if (Find(before.Name) is { } now && _numbers.Find(now.Name) is { } number
            && (now.Config.Nat != before.Config.Nat || now.Config.Interface != before.Config.Interface))
            FlushReleased(number);
    }

    private UplinkWorker Worker(Entry<Uplink> entry, TimeSpan now)
    {
        var monitors = _config.Config.Monitors
            .Where(monitor => !monitor.Disabled && monitor.Value.Uplink == entry.Value.Name)
            .Select(static monitor => monitor.Value.Target)
            .ToEquatableArray();
        var known = _workers.Find(worker => worker.Name == entry.Value.Name);
        return known is not null && known.Config == entry.Value && known.Monitors == monitors
            ? known
            : new UplinkWorker(entry.Value, monitors, Assumed(known, entry.Value), now, entry.Origin);
    }

    /// <summary>What is known of a line does not become unknown because its settings were edited (report 6).</summary>
    private HealthVerdict Assumed(UplinkWorker? known, Uplink config) =>
        known is not null && known.Config.Interface == config.Interface ? known.Health.Report.Verdict
        : known is not null || (!_ready && AdoptedAsDown(config.Name)) ? HealthVerdict.Down
        : HealthVerdict.Unknown;

    private FailoverEvent.Configured Configured(RouterConfig config, AgentState state) => new(
        _workers.Select(worker => new UplinkSetup(worker.Config)
        {
            Link = worker.Link,
            AdoptedAsDown = !_ready && AdoptedAsDown(worker.Name),
            Operation = new UplinkOperation(worker.Name, state.Disabled.Contains(worker.Name),
                state.Draining.Contains(worker.Name), state.StayOnBackup.Contains(worker.Name)),
        }).ToEquatableArray(),
        config.Settings, ConnectionPolicy.Of(config));

    /// <summary>
    /// The kernel that was found does without it: its own table leads elsewhere first. It has to prove itself
    /// (kernel.md section 4, adoption).
    /// </summary>
    private bool AdoptedAsDown(string name)
    {
        if (_numbers.Find(name) is not { } number)
            return false;
        var group = _snapshot.Groups.FirstOrDefault(
            candidate => candidate.Id == NextHopIds.Preferred(IpFamily.IPv4, number, 0));
        var own = NextHopIds.NextHop(IpFamily.IPv4, number);
        return group is not null && _snapshot.NextHops.Any(hop => hop.Id == own)
            && group.Members.All(member => member.Id != own);
    }

    private void FlushReleased(int number) => ApplyUrgent(
        new KernelOperation.FlushPins(MarkLayout.PinnedOut(number), MarkLayout.PinMask));

    private void SaveState(AgentState state)
    {
        if (state != _services.State.State)
            _services.State.Save(state);
    }

    /// <summary>A disk that was full may have room again; nothing else would make the agent write.</summary>
    private void RetryDisk(TimeSpan now)
    {
        if (now < _diskRetryAt || (_sysctls.Trouble is null && _services.State.Trouble is null))
            return;
        _diskRetryAt = now + DiskRetryInterval;
        _sysctls.Retry();
        if (_services.State.Trouble is not null)
            _services.State.Save(_services.State.State);
    }
}
