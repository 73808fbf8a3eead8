using DualWan.Core.Config;

namespace DualWan.Core.Health;

/// <summary>Figures over the window of rounds, taken at one moment.</summary>
internal sealed class HealthSummary
{
    private readonly HealthSettings _settings;
    private readonly RoundTracker _rounds;
    private readonly ProbeSchedule _schedule;
    private readonly ProbePace _pace;
    private readonly int[] _lost;
    private readonly TimeSpan?[] _min;
    private readonly TimeSpan?[] _max;

    public HealthSummary(
        HealthSettings settings, RoundTracker rounds, ProbeSchedule schedule, ProbePace pace, TimeSpan now)
    {
        _settings = settings;
        _rounds = rounds;
        _schedule = schedule;
        _pace = pace;
        _lost = new int[rounds.Monitors.Count];
        _min = new TimeSpan?[rounds.Monitors.Count];
        _max = new TimeSpan?[rounds.Monitors.Count];
        foreach (var slot in rounds.WindowRounds(now))
        {
            Decided++;
            for (var monitor = 0; monitor < _lost.Length; monitor++)
                Take(slot, monitor);
        }
    }

    /// <summary>Rounds in the window.</summary>
    public int Decided { get; }

    /// <summary>
    /// The loss of the monitor that makes or breaks a round: of three with <c>any</c>, the best one's.
    /// </summary>
    public double? Loss()
    {
        if (Decided == 0)
            return null;
        var lost = _lost.Order().ElementAt(_rounds.Needed - 1);
        return 100.0 * lost / Decided;
    }

    /// <summary>The smoothed time after which the needed answers are there.</summary>
    public TimeSpan? SmoothedRtt()
    {
        var smoothed = _rounds.Monitors
            .Where(monitor => monitor.Rtt.HasSample && monitor.State != MonitorState.Down)
            .Select(monitor => monitor.Rtt.Smoothed).Order().ToArray();
        return smoothed.Length < _rounds.Needed ? null : smoothed[_rounds.Needed - 1];
    }

    public HealthStatistics Take(HealthReport report)
    {
        var timeout = _schedule.Timeout();
        var interval = _pace == ProbePace.Relaxed ? _settings.StandbyInterval : _settings.Interval;
        return new HealthStatistics(
            report,
            timeout,
            DetectionTime.Of(_settings, interval, timeout, _schedule.Overdue()),
            _lost.Length == 0 ? null : Loss(),
            _lost.Length == 0 ? null : SmoothedRtt(),
            100.0 / Math.Max(1, Decided),
            [.. Enumerable.Range(0, _lost.Length).Select(Monitor)]);
    }

    private MonitorStatistics Monitor(int index)
    {
        var monitor = _rounds.Monitors[index];
        var sampled = monitor.Rtt.HasSample;
        return new MonitorStatistics(
            monitor.State,
            sampled ? monitor.Rtt.Last : null,
            sampled ? monitor.Rtt.Smoothed : null,
            sampled ? monitor.Rtt.Jitter : null,
            _min[index],
            _max[index],
            Decided == 0 ? null : 100.0 * _lost[index] / Decided,
            monitor.LastReplyAt,
            monitor.Liars);
    }

    private void Take(RoundSlot slot, int monitor)
    {
        if (slot.Rtt(monitor) is not { } rtt)
        {
            _lost[monitor]++;
            return;
        }

        if (_min[monitor] is not { } min || rtt < min)
            _min[monitor] = rtt;
        if (_max[monitor] is not { } max || rtt > max)
            _max[monitor] = rtt;
    }
}
