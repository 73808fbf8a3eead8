using DualWan.Core.Config;

namespace DualWan.Core.Health;

/// <summary>
/// The health of one uplink in virtual time: says when a round is to be sent, takes what came back, gives the verdict.
/// Give it the answers that are there before <see cref="Advance"/>; then act on <see cref="Report"/>.
/// Every <c>now</c> is a monotonic time and never goes back.
/// </summary>
internal sealed class UplinkHealth
{
    /// <summary>Woken so much later than asked, the agent has slept: rounds that were due meanwhile are void.</summary>
    public static readonly TimeSpan Oversleep = TimeSpan.FromMilliseconds(50);

    // A verdict on quality needs more than a sample or two (reports 4 and 5).
    private const int FewestRounds = 10;

    // A threshold is left at three quarters of it, so that a line at the edge does not flap.
    private const double LeaveAt = 0.75;

    private readonly HealthSettings _settings;
    private readonly RoundTracker _rounds;
    private readonly ProbeSchedule _schedule;
    private ProbePace _pace;
    private TimeSpan _started;
    private TimeSpan _now;
    private TimeSpan? _wakeAsked;
    private (ulong Packets, TimeSpan At)? _lastLook;
    private long _recoverFrom;
    private long? _askedFrom;
    private bool _verdictDue;
    private bool _degraded;
    private string _degradedBy = "";

    /// <param name="monitors">How many monitors the uplink has; with none it is up while its link is.</param>
    /// <param name="assumed">
    /// Unknown on a first start, Down for an uplink that an adopted kernel state does without.
    /// </param>
    public UplinkHealth(
        HealthSettings settings, int monitors, TimeSpan now, HealthVerdict assumed = HealthVerdict.Unknown)
    {
        _settings = settings;
        _rounds = new RoundTracker(settings, monitors);
        _schedule = new ProbeSchedule(settings, _rounds);
        _started = now;
        _now = now;
        Report = assumed == HealthVerdict.Down
            ? NotProbed(now)
            : HealthReport.Unknown with { Verdict = assumed, Since = now };
        Settle();
    }

    public HealthReport Report { get; private set; }

    /// <summary>
    /// When <see cref="Advance"/> is to be called at the latest; null while paused or without monitors.
    /// </summary>
    public TimeSpan? NextWake => _wakeAsked;

    /// <summary>
    /// An answer is missing: worth asking whether packets of established connections still come in by this uplink
    /// (<see cref="NoteDelivered"/>). Ask before <see cref="Advance"/>, so that it counts for the round that
    /// is about to be judged.
    /// </summary>
    public bool WantsDeliveryEvidence(TimeSpan now) =>
        _settings.Timeout is null && Report.Verdict != HealthVerdict.Down && _rounds.Newest is not null
        && _schedule.Missing(now);

    private bool Probing => _pace != ProbePace.Paused && _rounds.Monitors.Count > 0;

    /// <summary>Time has come to <paramref name="now"/>. Returns the round to send now, if one is due.</summary>
    public ProbeRound? Advance(TimeSpan now)
    {
        Enter(now);
        Settle();
        if (!Probing || _now < NextSend())
            return null;
        NoteMonitorStates();
        var slot = _rounds.Begin(_now, _schedule.Timeout());
        Settle();
        return new ProbeRound(slot.Number, slot.SentAt, _rounds.Deadline(slot));
    }

    /// <summary>The strict default was missing, nothing was sent: the round has failed (D14).</summary>
    public void NotSent(long round, TimeSpan now)
    {
        Enter(now);
        if (_rounds.Find(round) is { } slot)
            slot.NotSent = true;
        NoteMonitorStates();
        Settle(final: false);
    }

    /// <summary>
    /// Something came back, at <paramref name="at"/> by the kernel's receive stamp; late ones are welcome.
    /// </summary>
    public void Answer(long round, int monitor, ProbeAnswer answer, TimeSpan at, TimeSpan now)
    {
        Enter(now);
        if (_rounds.Find(round) is not { } slot)
            return;
        var tracker = _rounds.Monitors[monitor];
        switch (answer)
        {
            case ProbeAnswer.Liar:
                tracker.Liars++;
                return;
            case ProbeAnswer.Negative:
                slot.Refuse(monitor);
                break;
            case ProbeAnswer.NotSent:
                slot.Withhold(monitor);
                break;
            case ProbeAnswer.Reply when slot.Reply(monitor, at, _rounds.Needed):
                tracker.Rtt.Add(at > slot.SentAt ? at - slot.SentAt : TimeSpan.Zero);
                tracker.State = MonitorState.Up;
                tracker.LastReplyAt = at;
                break;
        }

        Settle(final: false);
    }

    /// <summary>
    /// The packets of established connections that have come in by the uplink so far. What came since the last look
    /// came after it: that much is evidence for every round that had been sent by then, and for no other.
    /// </summary>
    public void NoteDelivered(ulong packets, TimeSpan now)
    {
        Enter(now);
        if (_lastLook is { } look && packets > look.Packets)
            _rounds.NoteDelivery(look.At);
        _lastLook = (packets, _now);
        Settle(final: false);
    }

    /// <summary>
    /// From the failover machine's status. Paused forgets the past: the way back up starts at nought, with
    /// <c>recoveries</c> rounds to go.
    /// </summary>
    public void SetPace(ProbePace pace, TimeSpan now)
    {
        if (pace == _pace)
            return;
        Enter(now);
        if (pace == ProbePace.Paused)
            Pause(_now);
        else if (_pace == ProbePace.Paused)
            _started = _now;
        if (pace == ProbePace.Urgent)
            _askedFrom = _rounds.Next;
        _pace = pace;
        Settle(final: false);
    }

    /// <summary>The machine was suspended: what was in flight says nothing.</summary>
    public void Interrupted(TimeSpan now)
    {
        Enter(now);
        _rounds.VoidPending(_now);
        Settle(final: false);
    }

    public HealthStatistics Statistics(TimeSpan now) =>
        new HealthSummary(_settings, _rounds, _schedule, _pace, now).Take(Report);

    private static HealthReport NotProbed(TimeSpan now) =>
        new(HealthVerdict.Down, now, false, false, HealthCause.NotProbed, "not proven yet");

    private void Pause(TimeSpan now)
    {
        _rounds.Forget();
        _degraded = false;
        _askedFrom = null;
        if (_rounds.Monitors.Count > 0)
            Report = NotProbed(now);
        _recoverFrom = _rounds.Next;
    }

    private void Enter(TimeSpan now)
    {
        if (now > _now)
            _now = now;
        if (_wakeAsked is { } asked && _now - asked > Oversleep)
            _rounds.VoidOverdue(_now);
    }

    /// <summary>Reads the verdict off the rounds and says when to look again.</summary>
    /// <param name="final">
    /// False while more answers may lie in the queue: bad news waits for <see cref="Advance"/>, good news does not.
    /// </param>
    private void Settle(bool final = true)
    {
        _verdictDue = false;
        if (_rounds.Monitors.Count == 0)
            Report = Report with { Verdict = HealthVerdict.Up, Detail = "no monitors" };
        else if (_pace != ProbePace.Paused)
            Judge(final);
        _wakeAsked = Probing ? Wake() : null;
    }

    private void Judge(bool final)
    {
        var failures = _rounds.ConsecutiveFailures(_now);
        if (failures > 0)
            NoteMonitorStates();
        switch (Report.Verdict)
        {
            case HealthVerdict.Down when _rounds.ConsecutiveGood(_now, _recoverFrom) >= _settings.Recoveries:
                Turn(HealthVerdict.Up, $"{_settings.Recoveries} good rounds");
                break;
            case HealthVerdict.Unknown when _rounds.ConsecutiveGood(_now, 0) > 0:
                Turn(HealthVerdict.Up, "monitors answer");
                break;
            case HealthVerdict.Up or HealthVerdict.Unknown when failures >= _settings.Failures && final:
                Turn(HealthVerdict.Down, FailureText());
                break;
        }

        if (Report.Verdict == HealthVerdict.Up)
            JudgeQuality();
        var down = Report.Verdict == HealthVerdict.Down;
        var suspect = !down && failures > 0 && (final || Report.Suspect);
        _verdictDue = !final && !down && failures > 0 && (!suspect || failures >= _settings.Failures);
        var answering = down && failures == 0 && _rounds.ConsecutiveGood(_now, _recoverFrom) > 0;
        if (down || (_askedFrom is { } from && _rounds.AnsweredSince(from, _now)))
            _askedFrom = null;
        var asked = _askedFrom is not null;
        if (suspect != Report.Suspect || answering != Report.Answering || asked != Report.Asked)
            Report = Report with { Suspect = suspect, Answering = answering, Asked = asked };
    }

    private void Turn(HealthVerdict verdict, string detail)
    {
        var cause = verdict == HealthVerdict.Up ? HealthCause.None
            : _rounds.Newest?.NotSent == true ? HealthCause.NotSent : HealthCause.MonitorsFailed;
        Report = new HealthReport(verdict, _now, false, false, cause, detail);
        _degraded = false;
        if (verdict == HealthVerdict.Down)
            _recoverFrom = _rounds.Next;
        else
            _rounds.StartWindow(_now);
    }

    private string FailureText()
    {
        if (_rounds.Newest?.NotSent == true)
            return "probes have no route";
        var monitors = _rounds.Monitors.Count;
        if (_rounds.Needed == 1)
            return monitors == 1 ? "its monitor failed" : "all monitors failed";
        var answering = _rounds.Monitors.Count(monitor => monitor.State == MonitorState.Up);
        return answering == 0
            ? "all monitors failed"
            : $"{answering} of {monitors} monitors answer, {_rounds.Needed} are needed";
    }

    /// <summary>A monitor is down once it has missed `failures` rounds in a row; one answer brings it up.</summary>
    private void NoteMonitorStates()
    {
        for (var monitor = 0; monitor < _rounds.Monitors.Count; monitor++)
        {
            if (_rounds.ConsecutiveMisses(monitor, _now, _settings.Failures) >= _settings.Failures)
                _rounds.Monitors[monitor].State = MonitorState.Down;
        }
    }

    private void JudgeQuality()
    {
        if (_settings.MaxLoss is null && _settings.MaxRtt is null)
            return;
        var summary = new HealthSummary(_settings, _rounds, _schedule, _pace, _now);
        if (summary.Decided >= FewestRounds)
        {
            var factor = _degraded ? LeaveAt : 1;
            var loss = summary.Loss();
            var rtt = summary.SmoothedRtt();
            var lossy = _settings.MaxLoss is { } maxLoss && loss > maxLoss * factor;
            var slow = _settings.MaxRtt is { } maxRtt && rtt > maxRtt * factor;
            _degraded = lossy || slow;
            _degradedBy = lossy
                ? $"loss {loss:0} % over {_settings.MaxLoss:0.#} %"
                : $"rtt {rtt?.TotalMilliseconds:0} ms over {_settings.MaxRtt?.TotalMilliseconds:0} ms";
        }

        if (_degraded != Report.Degraded)
            Report = Report with { Degraded = _degraded, Detail = _degraded ? _degradedBy : "within its limits again" };
    }

    private TimeSpan NextSend() => _schedule.NextSend(_now, _started, Report.Verdict, _pace);

    private TimeSpan Wake()
    {
        if (_verdictDue)
            return _now;
        var wake = NextSend();
        for (var back = 0; _rounds.Back(back) is { } slot && RoundTracker.MayBePending(slot, _now); back++)
        {
            var deadline = _rounds.Deadline(slot);
            if (deadline < wake && _rounds.Outcome(slot, _now) == RoundOutcome.Pending)
                wake = deadline;
        }

        // What is due already was not asked for earlier: no oversleeping.
        return wake > _now ? wake : _now;
    }
}
