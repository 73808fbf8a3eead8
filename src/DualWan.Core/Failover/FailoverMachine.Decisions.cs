using System.Collections.Immutable;
using DualWan.Core.Config;

namespace DualWan.Core.Failover;

/// <content>What follows from a change of use, in order.</content>
internal sealed partial class FailoverMachine
{
    private ImmutableArray<FailoverDecision> Decide(List<UplinkUse> before, ImmutableArray<UplinkStatus> statuses)
    {
        var decisions = ImmutableArray.CreateBuilder<FailoverDecision>();
        if (RoutesDiffer(statuses))
            decisions.Add(FailoverDecision.RoutesChanged.Instance);
        for (var i = 0; i < _uplinks.Count; i++)
            NoteFlush(_uplinks[i], before[i]);
        foreach (var uplink in _uplinks)
            Flush(uplink, decisions);
        foreach (var uplink in _uplinks)
            Disarm(uplink, decisions);
        for (var i = 0; i < _uplinks.Count; i++)
            NoteDisplaced(_uplinks[i], before[i]);
        foreach (var uplink in _uplinks)
            FailBack(uplink, decisions);
        FlushDrained(decisions);
        SaveOperations(decisions);
        foreach (var uplink in _uplinks)
            Announce(uplink, decisions);
        return decisions.ToImmutable();
    }

    private bool RoutesDiffer(ImmutableArray<UplinkStatus> statuses)
    {
        if (!_configured || statuses.Length != _statuses.Length)
            return true;
        for (var i = 0; i < statuses.Length; i++)
        {
            if (statuses[i].Use != _statuses[i].Use || statuses[i].LinkReady != _statuses[i].LinkReady)
                return true;
        }

        return false;
    }

    private static void NoteFlush(UplinkEntry uplink, UplinkUse before)
    {
        if (uplink.Carries)
        {
            uplink.FlushOwed = false;
            uplink.FlushAgainAt = null;
        }
        else if (before != UplinkUse.Excluded)
        {
            uplink.FlushOwed = true;
        }
    }

    /// <summary>
    /// Connections are given up only when there is somewhere to go (report 10): an active uplink that is not itself
    /// missing answers, and has answered since this one began to. An uplink that a person disabled is emptied in any
    /// case.
    /// </summary>
    private bool SomewhereToGo =>
        _uplinks.Exists(uplink => uplink is { Use: UplinkUse.Active, Report: { Suspect: false, Asked: false } });

    private void Flush(UplinkEntry uplink, ImmutableArray<FailoverDecision>.Builder decisions)
    {
        if (uplink.FlushAgainAt <= _now)
        {
            uplink.FlushAgainAt = null;
            decisions.Add(new FailoverDecision.FlushPins(uplink.Name, FlushesStrict(uplink), Again: true));
        }

        if (!uplink.FlushOwed || !(uplink.Disabled || SomewhereToGo))
            return;
        uplink.FlushOwed = false;
        if (!_policy.AnyFlush && !uplink.Disabled)
            return;
        var resets = _policy.AnyReset && SomewhereToGo;
        if (resets)
        {
            decisions.Add(new FailoverDecision.ArmResets(uplink.Name));
            decisions.Add(new FailoverDecision.ListReceivers(uplink.Name));
            uplink.Armed = true;
        }

        decisions.Add(new FailoverDecision.FlushPins(uplink.Name, FlushesStrict(uplink), Again: false));
        uplink.FlushAgainAt = _now + FlushAgainAfter;
        // At once, not behind the second pass: that one is for entries which no packet has confirmed yet.
        if (resets)
            decisions.Add(new FailoverDecision.PokeReceivers(uplink.Name));
    }

    private bool FlushesStrict(UplinkEntry uplink) => uplink.Disabled || !_policy.AnyKeep;

    private static void Disarm(UplinkEntry uplink, ImmutableArray<FailoverDecision>.Builder decisions)
    {
        if (!uplink.Armed || !uplink.Carries)
            return;
        uplink.Armed = false;
        decisions.Add(new FailoverDecision.DisarmResets(uplink.Name));
    }

    /// <summary>Remembers who carries the traffic of an uplink that had to leave.</summary>
    private void NoteDisplaced(UplinkEntry uplink, UplinkUse before)
    {
        var away = uplink.Use is UplinkUse.Excluded or UplinkUse.PinnedOnly;
        if (away && before is UplinkUse.Active or UplinkUse.LastResort && !uplink.Displaced)
        {
            uplink.Displaced = true;
            uplink.Backups.Clear();
            _drains.RemoveAll(drain => drain.Wanted == uplink.Name);
        }

        if (uplink.Use == UplinkUse.Eligible)
            uplink.Displaced = false;
        if (!uplink.Displaced || uplink.Use == UplinkUse.Active)
            return;
        foreach (var other in _uplinks)
        {
            if (other != uplink && other.Use is UplinkUse.Active or UplinkUse.LastResort)
                uplink.Backups.Add(other.Name);
        }
    }

    private void FailBack(UplinkEntry uplink, ImmutableArray<FailoverDecision>.Builder decisions)
    {
        if (!uplink.Displaced || uplink.Use != UplinkUse.Active)
            return;
        uplink.Displaced = false;
        foreach (var backup in _uplinks)
        {
            if (!uplink.Backups.Contains(backup.Name) || !backup.Carries)
                continue;
            if (_settings.OnFailback == OnFailback.Drain)
                _drains.Add(new Drain(backup.Name, uplink.Name, _now + _settings.DrainAfter));
            else if (_settings.OnFailback == OnFailback.Reset)
                ResetBackup(backup, uplink, decisions);
        }
    }

    private static void ResetBackup(
        UplinkEntry backup, UplinkEntry wanted, ImmutableArray<FailoverDecision>.Builder decisions)
    {
        decisions.Add(new FailoverDecision.ArmResets(backup.Name));
        decisions.Add(new FailoverDecision.ListReceivers(backup.Name));
        decisions.Add(new FailoverDecision.FlushBackupPins(backup.Name, wanted.Name, backup.Use != UplinkUse.Active));
        decisions.Add(new FailoverDecision.PokeReceivers(backup.Name));
    }

    private void FlushDrained(ImmutableArray<FailoverDecision>.Builder decisions)
    {
        foreach (var drain in _drains.FindAll(drain => drain.Due <= _now))
        {
            _drains.Remove(drain);
            if (Find(drain.Backup) is { Carries: true } backup && Find(drain.Wanted) is { Use: UplinkUse.Active })
            {
                decisions.Add(new FailoverDecision.FlushBackupPins(
                    drain.Backup, drain.Wanted, backup.Use != UplinkUse.Active));
            }
        }
    }

    private void SaveOperations(ImmutableArray<FailoverDecision>.Builder decisions)
    {
        EquatableArray<UplinkOperation> operations =
        [
            .. _uplinks.Select(uplink => new UplinkOperation(
                    uplink.Name, uplink.Disabled, uplink.Draining,
                    uplink.Returning && uplink.Config.Failback is Failback.Manual))
                .Where(operation => operation.Disabled || operation.Draining || operation.StayOnBackup),
        ];
        if (operations == _operations)
            return;
        _operations = operations;
        decisions.Add(new FailoverDecision.SaveOperations(operations));
    }
}
