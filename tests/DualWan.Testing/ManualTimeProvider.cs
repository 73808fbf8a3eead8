namespace DualWan.Testing;

/// <summary>
/// Time that moves only when told to. Its frequency is odd on purpose: code that takes stamps for ticks or
/// nanoseconds gives visibly wrong results.
/// </summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _origin;
    private TimeSpan _elapsed;

    /// <summary>Starts at <paramref name="origin"/>, 2026-01-01 UTC unless given.</summary>
    public ManualTimeProvider(DateTimeOffset? origin = null) =>
        _origin = origin ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Stamps per second: neither ticks nor any unit of the machine.</summary>
    public override long TimestampFrequency => 999_983;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
                return _elapsed;
        }
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>A step of the wall clock, as NTP makes it; the monotonic side does not notice.</summary>
    public TimeSpan ClockStep { get; set; }

    public override DateTimeOffset GetUtcNow() => _origin + Elapsed + ClockStep;

    // An offset, so that a stamp of zero never means "now".
    public override long GetTimestamp() =>
        1_000_000 + (long)(Elapsed.Ticks / (double)TimeSpan.TicksPerSecond * TimestampFrequency);

    /// <summary>Moves on and fires what comes due, each timer at its own time and in order.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = Elapsed + by;
        while (NextDue(target) is { } timer)
            timer.Fire();
        lock (_lock)
            _elapsed = target;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(TimeSpan target)
    {
        lock (_lock)
        {
            var next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            if (next is not null)
                _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            return next;
        }
    }

    /// <summary>A timer of this provider; due times are kept as time since the start.</summary>
    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = owner._elapsed + dueTime;
                    owner._timers.Add(this);
                }

                return true;
            }
        }

        public void Fire()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
                if (_period > TimeSpan.Zero)
                {
                    Due += _period;
                    owner._timers.Add(this);
                }
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (owner._lock)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
