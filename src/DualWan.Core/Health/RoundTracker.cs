using DualWan.Core.Config;

namespace DualWan.Core.Health;

/// <summary>
/// The rounds of one uplink in a ring, newest last. Verdicts are computed over it at read time, so that a late answer
/// turns a failed round into a late one and the counts follow.
/// </summary>
internal sealed class RoundTracker
{
    /// <summary>
    /// Rounds that the loss is taken over. The resolution is 100 / min(decided rounds, 60) per cent: 1.7 % once full,
    /// as 60 s at one probe a second give in dpinger.
    /// </summary>
    public const int Window = 60;

    /// <summary>
    /// Rounds that may be in flight at once: 1 s (the longest <c>auto</c> timeout) at 50 ms (the shortest interval),
    /// with room for a fixed timeout of three times that.
    /// </summary>
    public const int MostInFlight = 64;

    private static readonly TimeSpan Congested = TimeSpan.FromSeconds(1);

    private readonly RoundSlot[] _ring;
    private readonly MonitorTracker[] _monitors;
    private readonly int _needed;
    private readonly bool _auto;
    private readonly int _failures;
    private long _first;
    private long _next;
    private long _windowFrom;
    private TimeSpan? _delivery;

    public RoundTracker(HealthSettings settings, int monitors)
    {
        _needed = Math.Max(1, settings.UpWhen.Needed(monitors));
        _auto = settings.Timeout is null;
        _failures = settings.Failures;
        _ring = new RoundSlot[Math.Max(Window, Math.Max(settings.Failures, settings.Recoveries)) + MostInFlight];
        for (var i = 0; i < _ring.Length; i++)
            _ring[i] = new RoundSlot(monitors);
        _monitors = new MonitorTracker[monitors];
        for (var i = 0; i < monitors; i++)
            _monitors[i] = new MonitorTracker();
    }

    /// <summary>Answers that make a round good.</summary>
    public int Needed => _needed;

    /// <summary>The number that the next round gets.</summary>
    public long Next => _next;

    public IReadOnlyList<MonitorTracker> Monitors => _monitors;

    /// <summary>The newest round, or null when none was sent since <see cref="Forget"/>.</summary>
    public RoundSlot? Newest => _next > _first ? Slot(_next - 1) : null;

    public RoundSlot Begin(TimeSpan now, TimeSpan timeout)
    {
        var slot = Slot(_next);
        slot.Begin(_next++, now, timeout);
        return slot;
    }

    /// <summary>The round of that number, if the ring still has it and it is not forgotten.</summary>
    public RoundSlot? Find(long number)
    {
        if (number < _first || number < 0 || number >= _next)
            return null;
        var slot = Slot(number);
        return slot.Number == number ? slot : null;
    }

    /// <summary>Packets of established connections came in by the uplink at that time or later.</summary>
    public void NoteDelivery(TimeSpan at)
    {
        if (_delivery is null || at > _delivery)
            _delivery = at;
    }

    /// <summary>
    /// When a round is judged. Congestion is not an outage: an uplink that has delivered since the round was sent is
    /// given 1 s, unless the policy fixes the timeout.
    /// </summary>
    public TimeSpan Deadline(RoundSlot slot) =>
        slot.SentAt + (_auto && _delivery >= slot.SentAt && slot.Timeout < Congested ? Congested : slot.Timeout);

    /// <summary>False: it and all before it are too old to be pending.</summary>
    public static bool MayBePending(RoundSlot slot, TimeSpan now) =>
        now < slot.SentAt + (slot.Timeout > Congested ? slot.Timeout : Congested);

    public RoundOutcome Outcome(RoundSlot slot, TimeSpan now) => slot.Outcome(now, Deadline(slot), _needed);

    /// <summary>The round <paramref name="back"/> places before the newest (0), or null past the beginning.</summary>
    public RoundSlot? Back(int back)
    {
        var number = _next - 1 - back;
        return number < _first || back >= _ring.Length ? null : Slot(number);
    }

    /// <summary>Failed rounds since the last one that was answered; pending and void ones say nothing.</summary>
    public int ConsecutiveFailures(TimeSpan now) => Count(now, _first, failures: true);

    /// <summary>Good rounds since the last failed one, of those numbered <paramref name="from"/> and later.</summary>
    public int ConsecutiveGood(TimeSpan now, long from) => Count(now, Math.Max(from, _first), failures: false);

    /// <summary>Whether a round numbered <paramref name="from"/> or later got its answers, late or not.</summary>
    public bool AnsweredSince(long from, TimeSpan now)
    {
        for (var back = 0; Back(back) is { } slot && slot.Number >= from; back++)
        {
            if (Outcome(slot, now) is RoundOutcome.Good or RoundOutcome.Late)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Decided rounds without an answer of that monitor since its last one, counted up to <paramref name="limit"/>.
    /// </summary>
    public int ConsecutiveMisses(int monitor, TimeSpan now, int limit)
    {
        var count = 0;
        for (var back = 0; count < limit && Back(back) is { } slot && slot.Rtt(monitor) is null; back++)
        {
            var outcome = Outcome(slot, now);
            if (outcome is RoundOutcome.Void || (now < Deadline(slot) && !slot.Refused(monitor) && !slot.NotSent))
                continue;
            count++;
        }

        return count;
    }

    /// <summary>The agent has slept through the deadlines of what is still pending.</summary>
    public void VoidOverdue(TimeSpan now)
    {
        // A box so busy that it sleeps through every round must still notice a dead line: it had several chances to
        // read its sockets, so after `failures` void rounds in a row the next one counts.
        var voided = VoidTail(now);
        for (var back = 0; back < MostInFlight && Back(back) is { } slot; back++)
        {
            if (voided < _failures && !Decided(slot) && now >= Deadline(slot))
            {
                slot.Voided = true;
                voided++;
            }
        }
    }

    /// <summary>Everything in flight is void: the machine was suspended.</summary>
    public void VoidPending(TimeSpan now)
    {
        for (var back = 0; Back(back) is { } slot && MayBePending(slot, now); back++)
        {
            if (Outcome(slot, now) == RoundOutcome.Pending)
                slot.Voided = true;
        }
    }

    /// <summary>Rounds so far count for nothing any more; their late answers neither.</summary>
    public void Forget()
    {
        _first = _next;
        _windowFrom = _next;
    }

    /// <summary>
    /// The loss window starts behind the last failed round: an outage that is over is no loss of the line that is
    /// back.
    /// </summary>
    public void StartWindow(TimeSpan now)
    {
        _windowFrom = _next;
        for (var back = 0; Back(back) is { } slot && Outcome(slot, now) != RoundOutcome.Failed; back++)
            _windowFrom = slot.Number;
    }

    /// <summary>The decided, non-void rounds of the window, newest first.</summary>
    public IEnumerable<RoundSlot> WindowRounds(TimeSpan now)
    {
        var taken = 0;
        for (var back = 0; taken < Window && Back(back) is { } slot && slot.Number >= _windowFrom; back++)
        {
            if (Outcome(slot, now) is RoundOutcome.Pending or RoundOutcome.Void)
                continue;
            taken++;
            yield return slot;
        }
    }

    private int Count(TimeSpan now, long from, bool failures)
    {
        var count = 0;
        for (var back = 0; Back(back) is { } slot && slot.Number >= from; back++)
        {
            switch (Outcome(slot, now))
            {
                case RoundOutcome.Failed when failures:
                case RoundOutcome.Good when !failures:
                    count++;
                    break;
                case RoundOutcome.Failed:
                case RoundOutcome.Good:
                case RoundOutcome.Late when failures:
                    return count;
            }
        }

        return count;
    }

    private bool Decided(RoundSlot slot) =>
        slot.Voided || slot.Outcome(TimeSpan.MinValue, TimeSpan.MaxValue, _needed) != RoundOutcome.Pending;

    private int VoidTail(TimeSpan now)
    {
        var count = 0;
        for (var back = 0; Back(back) is { } slot; back++)
        {
            var outcome = Outcome(slot, now);
            if (outcome == RoundOutcome.Void)
                count++;
            else if (outcome is RoundOutcome.Good or RoundOutcome.Late || slot.NotSent)
                break;
        }

        return count;
    }

    private RoundSlot Slot(long number) => _ring[number % _ring.Length];
}
