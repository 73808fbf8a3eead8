using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Health;
using DualWan.Core.Tests.Health;
using Xunit;

namespace DualWan.Core.Tests.Failover;

/// <summary>
/// The failover machine and one simulated line per uplink, wired as the agent wires them. Checks at every step what
/// must always hold, so that each scenario is a property test too.
/// </summary>
internal sealed class SimulatedRouter
{
    private readonly Dictionary<string, SimulatedLine> _lines = [];
    private readonly Dictionary<string, LinkState> _links = [];
    private readonly Dictionary<string, HealthReport> _told = [];
    private readonly List<UplinkSetup> _setups;
    private FailoverStep _step;

    public SimulatedRouter(params Uplink[] uplinks)
        : this(new DualWanSettings(), [.. uplinks.Select(uplink => new UplinkSetup(uplink))])
    {
    }

    public SimulatedRouter(DualWanSettings settings, params UplinkSetup[] setups)
    {
        _setups = [.. setups];
        Settings = settings;
        foreach (var setup in setups)
        {
            var assumed = setup.AdoptedAsDown || !setup.Link.IsReady ? HealthVerdict.Down : HealthVerdict.Unknown;
            _lines[setup.Config.Name] = new SimulatedLine(setup.Config.Health, 1, TimeSpan.Zero, assumed);
            _links[setup.Config.Name] = setup.Link;
        }

        _step = Handle(Configuration());
    }

    public FailoverMachine Machine { get; } = new();

    public DualWanSettings Settings { get; }

    public ConnectionPolicy Policy { get; init; } = new(true, true, false);

    public TimeSpan Now { get; private set; }

    public List<(TimeSpan At, FailoverDecision Decision)> Decisions { get; } = [];

    public FailoverStep Last => _step;

    /// <summary>
    /// The lines of the log, with the millisecond: <c>11300 [FAILOVER] isp1 DOWN - all monitors failed</c>.
    /// </summary>
    public IEnumerable<string> Log => Decisions
        .Where(entry => entry.Decision is FailoverDecision.Announce)
        .Select(entry => $"{entry.At.TotalMilliseconds:0} {((FailoverDecision.Announce)entry.Decision).Change.Text}");

    /// <summary>What is done to routes and connections, as text.</summary>
    public IEnumerable<string> Actions => Decisions.Where(entry => entry.Decision is not FailoverDecision.Announce)
        .Select(entry => $"{entry.At.TotalMilliseconds:0} {Text(entry.Decision)}");

    /// <summary>As <c>isp1=Up/Active isp2=Standby/Eligible</c>.</summary>
    public string States =>
        string.Join(' ', _step.Uplinks.Select(uplink => $"{uplink.Name}={uplink.State}/{uplink.Use}"));

    public static Uplink Uplink(string name, int distance = 1, Failback? failback = null, bool metered = false,
        HealthSettings? health = null) => new()
        {
            Name = name,
            Interface = $"if-{name}",
            Distance = distance,
            Metered = metered,
            Failback = failback ?? Failback.Auto.Instance,
            Health = health ?? new HealthSettings(),
        };

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public SimulatedLine Line(string name) => _lines[name];

    public UplinkStatus Status(string name) => _step.Uplinks.Single(uplink => uplink.Name == name);

    /// <summary>Silent in these intervals, in milliseconds; 10 ms otherwise.</summary>
    public void Silent(string name, params (double From, double To)[] outages) => _lines[name].Answers = (sent, _) =>
        outages.Any(outage => sent >= Ms(outage.From) && sent < Ms(outage.To)) ? null : Ms(10);

    public void SetLink(string name, LinkState link)
    {
        _links[name] = link;
        Handle(new FailoverEvent.LinkChanged(name, link));
    }

    public void Command(string name, OperatorCommand command) =>
        Handle(new FailoverEvent.Commanded(name, command));

    public void Reconfigure(params Uplink[] uplinks)
    {
        _setups.Clear();
        foreach (var uplink in uplinks)
        {
            var link = _links.GetValueOrDefault(uplink.Name, LinkState.Ready);
            _setups.Add(new UplinkSetup(uplink) { Link = link });
            _lines.TryAdd(uplink.Name, new SimulatedLine(uplink.Health, 1, Now));
        }

        Handle(Configuration());
    }

    public void Run(double untilMilliseconds)
    {
        var until = Ms(untilMilliseconds);
        while (Next() is { } next && next <= until)
        {
            Now = next > Now ? next : Now;
            foreach (var setup in _setups)
            {
                var line = _lines[setup.Config.Name];
                if (line.Next <= Now)
                    line.Step(Now);
            }

            TellHealth();
            if (_step.NextTick <= Now)
                Handle(FailoverEvent.Tick.Instance);
        }

        Now = until;
    }

    public FailoverStep Handle(FailoverEvent happened)
    {
        var before = _step;
        _step = Machine.Handle(happened, Now);
        foreach (var decision in _step.Decisions)
            Decisions.Add((Now, decision));
        Invariants.Check(before, _step, happened, Now);
        foreach (var uplink in _step.Uplinks)
            _lines[uplink.Name].Health.SetPace(uplink.Pace, Now);
        TellHealth();
        return _step;
    }

    private FailoverEvent.Configured Configuration() => new([.. _setups], Settings, Policy);

    private void TellHealth()
    {
        foreach (var setup in _setups)
        {
            var name = setup.Config.Name;
            var report = _lines[name].Report;
            if (_told.TryGetValue(name, out var told) && told == report)
                continue;
            _told[name] = report;
            Handle(new FailoverEvent.HealthReported(name, report));
        }
    }

    private TimeSpan? Next()
    {
        var next = _step.NextTick;
        foreach (var setup in _setups)
        {
            if (_lines[setup.Config.Name].Next is { } due && (next is null || due < next))
                next = due;
        }

        return next;
    }

    private static string Text(FailoverDecision decision) => decision switch
    {
        FailoverDecision.RoutesChanged => "routes",
        FailoverDecision.ArmResets arm => $"arm {arm.Uplink}",
        FailoverDecision.DisarmResets disarm => $"disarm {disarm.Uplink}",
        FailoverDecision.ListReceivers list => $"list {list.Uplink}",
        FailoverDecision.FlushPins flush =>
            $"flush {flush.Uplink}{(flush.IncludeStrict ? "" : " but strict")}{(flush.Again ? " again" : "")}",
        FailoverDecision.FlushBackupPins flush =>
            $"flush {(flush.All ? "all of" : "from")} {flush.Backup} for {flush.Wanted}",
        FailoverDecision.PokeReceivers poke => $"poke {poke.Uplink}",
        FailoverDecision.SaveOperations save => $"save {string.Join(',', save.Operations.Select(Text))}",
        _ => throw new Xunit.Sdk.XunitException($"no text for {decision}"),
    };

    private static string Text(UplinkOperation operation) => operation.Uplink
        + (operation.Disabled ? " disabled" : "") + (operation.Draining ? " draining" : "")
        + (operation.StayOnBackup ? " stays on backup" : "");
}
