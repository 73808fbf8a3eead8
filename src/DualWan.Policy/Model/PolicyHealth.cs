using DualWan.Core.Config;

namespace DualWan.Policy.Model;

/// <summary>A <c>health</c> block: the one of the top level, or an uplink's over it.</summary>
internal sealed record PolicyHealth
{
    public Located<TimeSpan>? Interval { get; init; }

    /// <summary>A null value is <c>auto</c>.</summary>
    public Located<TimeSpan?>? Timeout { get; init; }

    public Located<TimeSpan>? ConfirmInterval { get; init; }

    public Located<int>? Failures { get; init; }

    public Located<int>? Recoveries { get; init; }

    public Located<TimeSpan>? StandbyInterval { get; init; }

    public Located<UpWhen>? UpWhen { get; init; }

    /// <summary>Per cent.</summary>
    public Located<double>? MaxLoss { get; init; }

    public Located<TimeSpan>? MaxRtt { get; init; }

    /// <summary>These settings over others: what is written here wins.</summary>
    public HealthSettings Over(HealthSettings settings) => new()
    {
        Interval = Interval?.Value ?? settings.Interval,
        Timeout = Timeout is { } timeout ? timeout.Value : settings.Timeout,
        ConfirmInterval = ConfirmInterval?.Value ?? settings.ConfirmInterval,
        Failures = Failures?.Value ?? settings.Failures,
        Recoveries = Recoveries?.Value ?? settings.Recoveries,
        StandbyInterval = StandbyInterval?.Value ?? settings.StandbyInterval,
        UpWhen = UpWhen?.Value ?? settings.UpWhen,
        MaxLoss = MaxLoss?.Value ?? settings.MaxLoss,
        MaxRtt = MaxRtt?.Value ?? settings.MaxRtt,
    };
}
