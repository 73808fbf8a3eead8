using DualWan.Core.Config;
using DualWan.Core.Health;

namespace DualWan.Core.Failover;

/// <summary>What the machine remembers of an uplink.</summary>
internal sealed class UplinkEntry
{
    private bool _proven;
    private bool _forgiven;
    private bool _wasHealthy;
    private TimeSpan _healthySince;

    public UplinkEntry(UplinkSetup setup, TimeSpan now)
    {
        Config = setup.Config;
        Link = setup.Link;
        Disabled = setup.Operation?.Disabled ?? false;
        Draining = setup.Operation?.Draining ?? false;
        Report = setup.AdoptedAsDown || !setup.Link.IsReady
            ? NotProven(now)
            : HealthReport.Unknown with { Since = now };
        // What the kernel did without was in use once: it comes back as any other does.
        _proven = setup.AdoptedAsDown;
        Returning = setup.Operation?.StayOnBackup ?? false;
        _wasHealthy = Healthy;
        _healthySince = now;
        Since = now;
    }

    public Uplink Config { get; private set; }

    public string Name => Config.Name;

    public LinkState Link { get; private set; }

    public HealthReport Report { get; private set; }

    public bool Disabled { get; private set; }

    public bool Draining { get; private set; }

    public FlapDamping Damping { get; } = new();

    /// <summary>Healthy again, but a backup carries its traffic and failback is not due.</summary>
    public bool Returning { get; set; }

    public UplinkUse Use { get; set; }

    public UplinkState State { get; set; }

    public bool StateKnown { get; set; }

    public UplinkReason Reason { get; set; }

    public TimeSpan Since { get; set; }

    /// <summary>Its connections are to be forgotten as soon as there is somewhere to go.</summary>
    public bool FlushOwed { get; set; }

    public TimeSpan? FlushAgainAt { get; set; }

    public bool Armed { get; set; }

    /// <summary>Silent, and keeps its connections until another line is known to be alive.</summary>
    public bool Held { get; set; }

    /// <summary>It was active and others carry its traffic now: <see cref="Backups"/>.</summary>
    public bool Displaced { get; set; }

    public HashSet<string> Backups { get; } = [];

    /// <summary>May carry traffic: an unknown one counts as up.</summary>
    public bool Healthy => !Disabled && Link.IsReady && Report.Verdict != HealthVerdict.Down;

    public bool Waiting => Damping.Suppressed || Returning;

    /// <summary>Something of its connections goes by it.</summary>
    public bool Carries => Use != UplinkUse.Excluded;

    /// <summary>The end of <c>failback: TIME</c>, or of the suppression; null: not waiting, or for a person.</summary>
    public TimeSpan? WaitingUntil
    {
        get
        {
            if (!Healthy)
                return null;
            TimeSpan? failback = Returning && Config.Failback is Failback.After after
                ? _healthySince + after.Delay
                : null;
            if (Returning && failback is null)
                return null;
            return Damping.ReuseAt is { } reuse && (failback is null || reuse > failback) ? reuse : failback;
        }
    }

    public void Reconfigure(UplinkSetup setup, TimeSpan now)
    {
        // Another interface is another line, whatever its name.
        if (setup.Config.Interface != Config.Interface)
            Report = NotProven(now);
        Config = setup.Config;
        SetLink(setup.Link, now);
    }

    public void SetLink(LinkState link, TimeSpan now)
    {
        if (Link.IsReady && !link.IsReady)
            Report = NotProven(now);
        Link = link;
    }

    public void SetReport(HealthReport report)
    {
        // While it can't be probed there is nothing to report; a report that was on its way is of the past. And what is
        // known does not become unknown because its health is watched anew after a reload (report 6).
        var forgets = report.Verdict == HealthVerdict.Unknown && Report.Verdict != HealthVerdict.Unknown;
        if (Link.IsReady && !Disabled && !forgets)
            Report = report;
    }

    public void Command(OperatorCommand command, TimeSpan now)
    {
        switch (command)
        {
            case OperatorCommand.Enable:
                _forgiven = Disabled;
                Disabled = false;
                Draining = false;
                break;
            case OperatorCommand.Disable:
                Disabled = true;
                Draining = false;
                Report = NotProven(now);
                break;
            case OperatorCommand.Drain:
                Draining = !Disabled;
                break;
            case OperatorCommand.Failback:
                Returning = false;
                Damping.Clear();
                break;
        }
    }

    /// <summary>Time passes, and health has perhaps changed: counts flaps, starts and ends waiting.</summary>
    public void Update(TimeSpan now)
    {
        Damping.Expire(now);
        if (Healthy != _wasHealthy)
        {
            if (Healthy)
                Recovered(now);
            else if (!Disabled && _proven)
                Damping.Flap(now);
            _wasHealthy = Healthy;
        }

        _proven |= Healthy && Report.Verdict == HealthVerdict.Up;
        if (Returning && Healthy && FailbackDue(now))
            Returning = false;
    }

    private static HealthReport NotProven(TimeSpan now) =>
        new(HealthVerdict.Down, now, false, false, HealthCause.NotProbed, "not proven yet");

    private void Recovered(TimeSpan now)
    {
        _healthySince = now;
        // Who has never been up is not coming back, and who was enabled by a person is wanted.
        if (_proven && !_forgiven)
            Returning = true;
        _forgiven = false;
    }

    private bool FailbackDue(TimeSpan now) => Config.Failback switch
    {
        Failback.Manual => false,
        Failback.After after => now >= _healthySince + after.Delay,
        _ => true,
    };
}
