namespace DualWan.Core.Health;

/// <summary>
/// One round: what was sent when, and what came back. Its outcome is computed when asked for, so that a late answer
/// repairs history. Reused: the tracker keeps them in a ring.
/// </summary>
internal sealed class RoundSlot(int monitors)
{
    private static readonly TimeSpan NoAnswer = TimeSpan.FromTicks(-1);

    private readonly TimeSpan[] _rtt = new TimeSpan[monitors];
    private readonly bool[] _refused = new bool[monitors];
    private int _replies;
    private int _refusals;
    private int _withheld;
    private TimeSpan _completedAt;

    /// <summary>-1: never used.</summary>
    public long Number { get; private set; } = -1;

    public TimeSpan SentAt { get; private set; }

    public TimeSpan Timeout { get; private set; }

    /// <summary>The strict default was not there: counts as failed at once (D14).</summary>
    public bool NotSent { get; set; }

    public bool Voided { get; set; }

    public void Begin(long number, TimeSpan sentAt, TimeSpan timeout)
    {
        Number = number;
        SentAt = sentAt;
        Timeout = timeout;
        NotSent = false;
        Voided = false;
        _replies = 0;
        _refusals = 0;
        _withheld = 0;
        Array.Fill(_rtt, NoAnswer);
        Array.Clear(_refused);
    }

    /// <summary>The round-trip time of a monitor's answer, late or not; null: none.</summary>
    public TimeSpan? Rtt(int monitor) => _rtt[monitor] < TimeSpan.Zero ? null : _rtt[monitor];

    public bool Refused(int monitor) => _refused[monitor];

    /// <summary>False: a duplicate.</summary>
    public bool Reply(int monitor, TimeSpan at, int needed)
    {
        if (_rtt[monitor] >= TimeSpan.Zero)
            return false;
        if (_refused[monitor])
        {
            _refused[monitor] = false;
            _refusals--;
        }

        _rtt[monitor] = at > SentAt ? at - SentAt : TimeSpan.Zero;
        if (++_replies == needed)
            _completedAt = at;
        return true;
    }

    public void Refuse(int monitor)
    {
        if (_refused[monitor] || _rtt[monitor] >= TimeSpan.Zero)
            return;
        _refused[monitor] = true;
        _refusals++;
    }

    /// <summary>
    /// No route to this monitor. One that has none is its own trouble; only where all have none, nothing was sent.
    /// </summary>
    public void Withhold(int monitor)
    {
        if (_refused[monitor] || _rtt[monitor] >= TimeSpan.Zero)
            return;
        Refuse(monitor);
        NotSent |= ++_withheld == monitors;
    }

    public RoundOutcome Outcome(TimeSpan now, TimeSpan deadline, int needed)
    {
        if (_replies >= needed)
            return _completedAt <= deadline ? RoundOutcome.Good : RoundOutcome.Late;
        if (NotSent)
            return RoundOutcome.Failed;
        if (Voided)
            return RoundOutcome.Void;
        if (monitors - _refusals < needed)
            return RoundOutcome.Failed;
        return now < deadline ? RoundOutcome.Pending : RoundOutcome.Failed;
    }
}
