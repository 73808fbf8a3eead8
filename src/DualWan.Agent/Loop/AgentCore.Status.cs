using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Health;
using DualWan.Core.Reconciliation;
using Problem = DualWan.Agent.Control.Problem;
using UplinkStatus = DualWan.Agent.Control.UplinkStatus;

namespace DualWan.Agent.Loop;

/// <content>The published status: made by the loop, read by anybody.</content>
internal sealed partial class AgentCore
{
    /// <summary>At least so often, so that round-trip times in the status are fresh.</summary>
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan DefectShown = TimeSpan.FromMinutes(1);

    private const int EventsInStatus = 8;

    private volatile StatusSnapshot _status;
    private TimeSpan _publishAt;
    private IReadOnlyList<Problem> _shownProblems = [];

    /// <summary>Connections are counted when somebody asks, at most once a second, outside of the loop.</summary>
    public StatusSnapshot GetStatus() => LineBytes.Complete(_counts.Complete(_status));

    private void PublishIfDue(TimeSpan now)
    {
        if (now < _publishAt)
            return;
        _publishAt = now + PublishInterval;
        RetryDisk(now);
        var uplinks = _workers.ConvertAll(worker => StatusOf(worker, now));
        var problems = ProblemReport.Of(
            _config.Config, _snapshot, _compileProblems, _failures, _workers, Troubles(now));
        NoteProblems(problems);
        _status = new StatusSnapshot
        {
            Version = Product.Version,
            Time = _services.Time.GetUtcNow(),
            Started = _started,
            State = OverallState.Of(uplinks, problems),
            Generation = _generation,
            ConfigFile = _config.Source.FileName,
            ConfigLoaded = _config.Loaded,
            Method = Method(_config.Config),
            IPv6 = _config.Config.Settings.IPv6 == IPv6Policy.Block ? "block" : "pass",
            Uplinks = uplinks,
            Problems = problems,
            Counters = Counters(_snapshot.Nft),
            Events = _services.Journal.Last(EventsInStatus),
        };
    }

    /// <summary>Trouble of the agent's own: with its disk, or with itself in the last minute.</summary>
    private IEnumerable<Problem> Troubles(TimeSpan now)
    {
        if (_services.State.Trouble is { } disk)
            yield return disk;
        if (_sysctls.Trouble is { } sysctls)
            yield return new Problem("sysctls-not-saved", Severity.Warning, sysctls,
                "Forwarding is not affected. They are kept in memory until the agent ends.",
                "Make room, or make the state directory writable; the agent tries again every 5 s.");
        if (_notInForce is { } reason)
            yield return new Problem("config-not-in-force", Severity.Warning,
                $"{_config.Source.FileName} is not in force as it is now: {reason}",
                "The config that was read before stays in force until a reload succeeds.",
                $"dualwan check {_config.Source.FileName}, then dualwan reload");
        if (_defect is { } defect && _defectAt > now - DefectShown)
            yield return defect;
    }

    private UplinkStatus StatusOf(UplinkWorker worker, TimeSpan now)
    {
        var statistics = worker.Health.Statistics(now);
        var status = worker.Status;
        return new UplinkStatus
        {
            Name = worker.Name,
            Interface = worker.Config.Interface,
            State = UplinkWords.Of(status?.State ?? UplinkState.Unknown),
            Reason = status?.Detail,
            Since = status is null ? null : _services.Time.GetUtcNow() - (now - status.Since),
            Gateway = worker.Hop?.Gateway?.ToString(),
            Address = worker.Address?.ToString(),
            Number = _numbers.Find(worker.Name) ?? 0,
            Weight = worker.Config.Weight,
            Distance = worker.Config.Distance,
            Preferred = status?.Use is UplinkUse.Active or UplinkUse.LastResort,
            Metered = worker.Config.Metered,
            MeanDetectionMs = statistics.Detection.Mean.TotalMilliseconds,
            WorstDetectionMs = statistics.Detection.Worst.TotalMilliseconds,
            RttMs = statistics.SmoothedRtt?.TotalMilliseconds,
            LossPercent = statistics.LossPercent,
            Damping = DampingOf(status, now),
            Monitors = MonitorsOf(worker, statistics),
            Origin = worker.Origin.Location?.ToString(),
        };
    }

    private static List<MonitorStatus> MonitorsOf(UplinkWorker worker, HealthStatistics statistics)
    {
        var monitors = new List<MonitorStatus>();
        for (var i = 0; i < worker.Monitors.Count; i++)
        {
            // Without a link nothing is asked: what was last seen is no state of now.
            if (!worker.Link.IsReady)
            {
                monitors.Add(new MonitorStatus(
                    worker.Monitors[i].ToString()!, UplinkWords.Of(MonitorState.Unknown), null, null));
                continue;
            }

            var one = statistics.Monitors[i];
            monitors.Add(new MonitorStatus(worker.Monitors[i].ToString()!, UplinkWords.Of(one.State),
                one.SmoothedRtt?.TotalMilliseconds, one.LossPercent,
                one.State == MonitorState.Down ? worker.WhyDown(i) : null));
        }

        return monitors;
    }

    private static DampingStatus? DampingOf(Core.Failover.UplinkStatus? status, TimeSpan now) =>
        status is null or { Penalty: < 1 }
            ? null
            : new DampingStatus(status.Penalty, status.Reason == UplinkReason.Damped,
                status.Reason == UplinkReason.Damped ? (status.WaitingUntil - now)?.TotalSeconds : null);

    private static CounterStatus Counters(NftSnapshot? nft)
    {
        long Packets(string name) => (long)(nft?.Counters.FirstOrDefault(counter =>
            counter.Name == name)?.Packets ?? 0);
        return new CounterStatus(Packets("guard"), Packets("inval"), Packets("rst"));
    }

    private static string Method(RouterConfig config) => config.Settings.Balance switch
    {
        BalanceMethod.Pcc => "pcc " + PccFieldsText.ToText(FieldsOf(config)),
        BalanceMethod.Nth => "nth",
        BalanceMethod.Ecmp => config.Settings.HashPorts ? "ecmp l4" : "ecmp l3",
        _ => "none",
    };

    private static PccFields FieldsOf(RouterConfig config) =>
        config.Mangle.Select(static entry => entry.Value.Match.PerConnectionClassifier)
            .FirstOrDefault(static pcc => pcc is not null)?.Value.Fields ?? PccFields.BothAddresses;

    private void NoteProblems(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems.Where(one => !_shownProblems.Any(old => IsSame(old, one))))
            AgentLog.ProblemRaised(_log, problem.Code, problem.Title);
        foreach (var problem in _shownProblems.Where(old => !problems.Any(one => IsSame(old, one))))
            AgentLog.ProblemGone(_log, problem.Code);
        _shownProblems = problems;
    }

    private static bool IsSame(Problem a, Problem b) => a.Code == b.Code && a.Uplink == b.Uplink;

    /// <summary>One line for systemd: <c>isp1 up, isp2 down (all monitors failed)</c>.</summary>
    private string Summary() => string.Join(", ", _workers.Select(static worker =>
        worker.Status is { } status
            ? $"{worker.Name} {UplinkWords.Of(status.State)}"
                + (status.State == UplinkState.Down ? $" ({status.Detail})" : "")
            : worker.Name));

    /// <summary>READY after the first verdict of some uplink, or where none can be expected.</summary>
    private void SayReady()
    {
        if (_ready || !(_workers.Exists(static worker => worker.Health.Report.Verdict != HealthVerdict.Unknown)
            || _workers.TrueForAll(IsNotProbed)))
            return;
        _ready = true;
        AgentLog.Ready(_log, Summary());
        _services.Journal.Add(null, "ready", null, "[AGENT] ready: " + Summary());
        _services.Notifier.Ready(Summary());
        _publishAt = Now;
    }

    private static bool IsNotProbed(UplinkWorker worker) => !worker.Link.IsReady || worker.Monitors.IsEmpty
        || worker.Status?.State == UplinkState.Disabled;

    private StatusSnapshot NotStarted() => new()
    {
        Version = Product.Version,
        Time = _services.Time.GetUtcNow(),
        Started = _started,
        State = OverallState.Down,
        Generation = 0,
    };
}
