using DualWan.Core.Config;

namespace DualWan.Core.Health;

/// <summary>When the next round leaves, and how long it is waited for.</summary>
internal sealed class ProbeSchedule(HealthSettings settings, RoundTracker rounds)
{
    /// <summary>Bounds of <c>timeout: auto</c>.</summary>
    public static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>Also the timeout before the first answer: RFC 6298 section 2.1's initial value.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(1);

    private TimeSpan Confirm =>
        settings.ConfirmInterval < settings.Interval ? settings.ConfirmInterval : settings.Interval;

    /// <summary>
    /// The deadline of a round: a number from the policy, or 4 x SRTT + 4 x jitter of the slowest monitor that answers
    /// (the fastest may be the next to die, which must not make the others late).
    /// </summary>
    public TimeSpan Timeout()
    {
        if (settings.Timeout is { } given)
            return given;
        var longest = Longest(live: true) ?? Longest(live: false);
        if (longest is not { } patience)
            return MaxTimeout;
        return patience < MinTimeout ? MinTimeout : patience > MaxTimeout ? MaxTimeout : patience;
    }

    /// <summary>When the needed answers of a round are missed, at least the confirm interval.</summary>
    public TimeSpan Overdue()
    {
        var answering = 0;
        Span<long> overdue = stackalloc long[rounds.Monitors.Count];
        foreach (var monitor in rounds.Monitors)
        {
            if (monitor.Rtt.HasSample && monitor.State != MonitorState.Down)
                overdue[answering++] = monitor.Rtt.Overdue.Ticks;
        }

        if (answering < rounds.Needed)
            return Confirm;
        overdue[..answering].Sort();
        var expected = TimeSpan.FromTicks(overdue[rounds.Needed - 1]);
        return expected < Confirm ? Confirm : expected;
    }

    /// <summary>When the next round is due.</summary>
    /// <param name="started">Since when there is probing at all: the first round leaves at once.</param>
    public TimeSpan NextSend(TimeSpan now, TimeSpan started, HealthVerdict verdict, ProbePace pace)
    {
        if (rounds.Newest is not { } newest)
            return started;
        if (verdict == HealthVerdict.Down)
            return newest.SentAt + settings.Interval;
        var regular = newest.SentAt + pace switch
        {
            ProbePace.Relaxed when verdict == HealthVerdict.Up => settings.StandbyInterval,
            ProbePace.Urgent => Confirm,
            _ => settings.Interval,
        };
        var confirmation = Confirmation(newest, now);
        return confirmation < regular ? confirmation : regular;
    }

    /// <summary>Whether an answer is missing, or a round failed, since the last round that was answered.</summary>
    public bool Missing(TimeSpan now)
    {
        var run = OpenRun(now);
        return run.Failed || (run.First is { } first && now >= first.SentAt + Overdue());
    }

    /// <summary>Whether a round failed since the last one that was answered.</summary>
    public bool Suspect(TimeSpan now) => OpenRun(now).Failed;

    private TimeSpan Confirmation(RoundSlot newest, TimeSpan now)
    {
        var run = OpenRun(now);
        if (run.First is not { } first)
            return TimeSpan.MaxValue;
        var next = newest.SentAt + Confirm;
        if (run.Failed)
            return next;
        // Nothing has failed yet: the rounds that a verdict would need leave ahead, and no more than those.
        if (run.Length >= settings.Failures)
            return TimeSpan.MaxValue;
        var missed = first.SentAt + Overdue();
        return next > missed ? next : missed;
    }

    /// <summary>The rounds after the last answered one; a void one asks for another as a failed one does.</summary>
    private (RoundSlot? First, int Length, bool Failed) OpenRun(TimeSpan now)
    {
        RoundSlot? first = null;
        var length = 0;
        var failed = false;
        for (var back = 0; length < settings.Failures && rounds.Back(back) is { } slot; back++)
        {
            var outcome = rounds.Outcome(slot, now);
            if (outcome is RoundOutcome.Good or RoundOutcome.Late)
                break;
            failed |= outcome != RoundOutcome.Pending;
            first = slot;
            length++;
        }

        return (first, length, failed);
    }

    private TimeSpan? Longest(bool live)
    {
        TimeSpan? longest = null;
        foreach (var monitor in rounds.Monitors)
        {
            if (!monitor.Rtt.HasSample || (live && monitor.State == MonitorState.Down))
                continue;
            var patience = monitor.Rtt.Patience;
            if (longest is null || patience > longest)
                longest = patience;
        }

        return longest;
    }
}
