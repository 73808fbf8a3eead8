using System.Collections.Immutable;
using DualWan.Core.Config;

namespace DualWan.Core.Failover;

/// <summary>
/// Decides which uplinks are used and what is done to their connections. Pure: events with a monotonic time in, ordered
/// decisions out. The orders are those of kernel.md section 4.
/// </summary>
internal sealed partial class FailoverMachine
{
    /// <summary>Entries that were not confirmed at the first flush are by then (kernel.md section 4, step 5).</summary>
    public static readonly TimeSpan FlushAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly List<Drain> _drains = [];
    private List<UplinkEntry> _uplinks = [];
    private ImmutableArray<UplinkStatus> _statuses = [];
    private EquatableArray<UplinkOperation> _operations = [];
    private DualWanSettings _settings = new();
    private ConnectionPolicy _policy = new(true, true, false);
    private TimeSpan _now;
    private bool _configured;

    /// <summary>As of the last event.</summary>
    public ImmutableArray<UplinkStatus> Uplinks => _statuses;

    /// <summary>The same with penalties and remaining times of now, for people to read; decides nothing.</summary>
    public ImmutableArray<UplinkStatus> StatusAt(TimeSpan now)
    {
        if (now > _now)
            _now = now;
        return [.. _uplinks.Select(Status)];
    }

    public FailoverStep Handle(FailoverEvent happened, TimeSpan now)
    {
        if (now > _now)
            _now = now;
        switch (happened)
        {
            case FailoverEvent.Configured configured:
                Configure(configured);
                break;
            case FailoverEvent.LinkChanged link:
                Find(link.Uplink)?.SetLink(link.Link, _now);
                break;
            case FailoverEvent.HealthReported health:
                Find(health.Uplink)?.SetReport(health.Report);
                break;
            case FailoverEvent.Commanded command:
                Find(command.Uplink)?.Command(command.Command, _now);
                break;
        }

        return Settle();
    }

    private UplinkEntry? Find(string name) => _uplinks.Find(uplink => uplink.Name == name);

    private void Configure(FailoverEvent.Configured configured)
    {
        List<UplinkEntry> uplinks = [];
        foreach (var setup in configured.Uplinks)
        {
            var known = Find(setup.Config.Name);
            known?.Reconfigure(setup, _now);
            uplinks.Add(known ?? new UplinkEntry(setup, _now));
        }

        _uplinks = uplinks;
        _settings = configured.Settings;
        _policy = configured.Policy;
        _drains.RemoveAll(drain => Find(drain.Backup) is null || Find(drain.Wanted) is null);
        _configured = false;
    }

    private FailoverStep Settle()
    {
        foreach (var uplink in _uplinks)
            uplink.Update(_now);
        foreach (var uplink in _uplinks)
        {
            if (uplink.Returning && uplink.Healthy && !RouteChoice.WouldPreempt(_uplinks, uplink))
                uplink.Returning = false;
        }

        var before = _uplinks.ConvertAll(uplink => uplink.Use);
        var uses = RouteChoice.Choose(_uplinks);
        for (var i = 0; i < uses.Length; i++)
            Use(_uplinks[i], uses[i]);
        Hold(before);

        var statuses = _uplinks.ConvertAll(Status).ToImmutableArray();
        var decisions = Decide(before, statuses);
        _statuses = statuses;
        _configured = true;
        return new FailoverStep(statuses, decisions, NextTick());
    }

    private static void Use(UplinkEntry uplink, UplinkUse use)
    {
        // One that waited and is needed has come back: it stays while it is healthy.
        if (use == UplinkUse.Active && uplink.Waiting)
        {
            uplink.Returning = false;
            uplink.Damping.Release();
        }

        uplink.Use = use;
    }

    /// <summary>
    /// While nobody who is known to be alive takes over, the connections of a silent line stay on it: to move their
    /// routes would end them as surely as to forget them (report 10).
    /// </summary>
    private void Hold(List<UplinkUse> before)
    {
        var somewhere = SomewhereToGo;
        for (var i = 0; i < _uplinks.Count; i++)
        {
            var uplink = _uplinks[i];
            uplink.Held = !somewhere && uplink.Use == UplinkUse.Excluded && before[i] != UplinkUse.Excluded
                && uplink.Link.IsReady && !uplink.Disabled;
            if (uplink.Held)
                uplink.Use = UplinkUse.PinnedOnly;
        }
    }

    private TimeSpan? NextTick()
    {
        TimeSpan? next = null;
        foreach (var uplink in _uplinks)
        {
            Sooner(uplink.FlushAgainAt);
            Sooner(uplink.WaitingUntil);
            Sooner(uplink.Damping.ReuseAt);
        }

        foreach (var drain in _drains)
            Sooner(drain.Due);
        return next;

        void Sooner(TimeSpan? time)
        {
            if (time is { } due && (next is null || due < next))
                next = due;
        }
    }

    /// <summary>The connections that moved to the backup move back at that time.</summary>
    private sealed record Drain(string Backup, string Wanted, TimeSpan Due);
}
