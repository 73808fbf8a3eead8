using DualWan.Core.Config;
using DualWan.Core.Health;

namespace DualWan.Core.Tests.Health;

/// <summary>An uplink's health on a line that behaves as told, in virtual time.</summary>
internal sealed class SimulatedLine
{
    private readonly PriorityQueue<(long Round, int Monitor, ProbeAnswer Answer, TimeSpan At), TimeSpan> _inFlight =
        new();

    private readonly int _monitors;
    private HealthReport _last;
    private ulong _packets;
    private TimeSpan _looked;

    public SimulatedLine(
        HealthSettings settings, int monitors = 1, TimeSpan start = default,
        HealthVerdict assumed = HealthVerdict.Unknown)
    {
        _monitors = monitors;
        Health = new UplinkHealth(settings, monitors, start, assumed);
        _last = Health.Report;
    }

    public UplinkHealth Health { get; }

    /// <summary>The round-trip time of a probe sent at that time to that monitor; null: lost.</summary>
    public Func<TimeSpan, int, TimeSpan?> Answers { get; set; } = (_, _) => TimeSpan.FromMilliseconds(10);

    public Func<TimeSpan, int, ProbeAnswer> Kind { get; set; } = (_, _) => ProbeAnswer.Reply;

    public Func<TimeSpan, bool> CanSend { get; set; } = _ => true;

    /// <summary>Whether packets of established connections come in at that time.</summary>
    public Func<TimeSpan, bool> Delivers { get; set; } = _ => false;

    /// <summary>The agent is not scheduled in these intervals; the kernel goes on queueing and stamping.</summary>
    public List<(TimeSpan From, TimeSpan To)> Sleeps { get; } = [];

    public List<TimeSpan> Sent { get; } = [];

    public List<(TimeSpan At, HealthVerdict Verdict)> Verdicts { get; } = [];

    public TimeSpan Now { get; private set; }

    public HealthReport Report => Health.Report;

    public TimeSpan? Next
    {
        get
        {
            var next = Health.NextWake;
            if (_inFlight.TryPeek(out _, out var at) && (next is null || at < next))
                next = at;
            if (next is { } time)
            {
                foreach (var (from, to) in Sleeps)
                    time = time >= from && time < to ? to : time;
                return time;
            }

            return null;
        }
    }

    /// <summary>A line dead in [from, to).</summary>
    public static Func<TimeSpan, int, TimeSpan?> Dead(TimeSpan from, TimeSpan to, TimeSpan rtt) =>
        (sent, _) => sent + rtt >= from && sent < to ? null : rtt;

    public void Run(TimeSpan until)
    {
        while (Next is { } next && next <= until)
            Step(next);
        Now = until;
    }

    public void Step(TimeSpan at)
    {
        var now = at > Now ? at : Now;
        Now = now;
        while (_inFlight.TryPeek(out var answer, out var arrival) && arrival <= now)
        {
            _inFlight.Dequeue();
            Health.Answer(answer.Round, answer.Monitor, answer.Answer, answer.At, now);
        }

        if (Health.WantsDeliveryEvidence(now))
            Health.NoteDelivered(Packets(now), now);
        if (Health.Advance(now) is { } round)
            Send(round, now);
        if (Health.Report.Verdict != _last.Verdict)
            Verdicts.Add((now, Health.Report.Verdict));
        _last = Health.Report;
    }

    /// <summary>
    /// One packet each 10 ms while the line delivers, counted since the last look only as far as needed.
    /// </summary>
    private ulong Packets(TimeSpan now)
    {
        for (var at = now - TimeSpan.FromMilliseconds(200) is var from && from > _looked ? from : _looked; at < now;
            at += TimeSpan.FromMilliseconds(10))
            _packets += Delivers(at) ? 1UL : 0;
        _looked = now;
        return _packets;
    }

    private void Send(ProbeRound round, TimeSpan now)
    {
        Sent.Add(now);
        if (!CanSend(now))
        {
            Health.NotSent(round.Number, now);
            return;
        }

        for (var monitor = 0; monitor < _monitors; monitor++)
        {
            if (Answers(now, monitor) is { } rtt)
                _inFlight.Enqueue((round.Number, monitor, Kind(now, monitor), now + rtt), now + rtt);
        }
    }
}
