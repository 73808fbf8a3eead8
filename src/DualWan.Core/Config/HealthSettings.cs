namespace DualWan.Core.Config;

/// <summary>How an uplink's health is judged. Times are written with units in the policy.</summary>
internal sealed record HealthSettings
{
    /// <summary>Between the starts of two rounds while all is well; 50 ms to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A fixed deadline of a round, or null for <c>auto</c>: 4 x smoothed RTT + 4 x jitter, 100 ms to 1
    /// s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Between rounds once one has failed, sent without waiting for the one before; capped by the
    /// interval.</summary>
    public TimeSpan ConfirmInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Consecutive failed rounds until the uplink is down; 1 to 100.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>Consecutive good rounds until it is up again; 1 to 100.</summary>
    public int Recoveries { get; init; } = 5;

    /// <summary>The interval of a healthy standby or metered line.</summary>
    public TimeSpan StandbyInterval { get; init; } = TimeSpan.FromSeconds(10);

    public UpWhen UpWhen { get; init; } = UpWhen.Any;

    /// <summary>Per cent over which the uplink is degraded, or null.</summary>
    public double? MaxLoss { get; init; }

    /// <summary>Round-trip time over which the uplink is degraded, or null.</summary>
    public TimeSpan? MaxRtt { get; init; }
}
