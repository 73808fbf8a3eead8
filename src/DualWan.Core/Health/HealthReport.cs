namespace DualWan.Core.Health;

/// <summary>What the failover machine needs to know of an uplink's health.</summary>
/// <param name="Since">Monotonic time of the verdict.</param>
/// <param name="Suspect">A round has failed and the verdict is not in: the standby lines wake up.</param>
/// <param name="Degraded">Over <c>max-loss</c> or <c>max-rtt</c>.</param>
/// <param name="Cause">Why it is down.</param>
/// <param name="Detail">
/// For the log: <c>all monitors failed</c>, <c>5 good rounds</c>, <c>loss 34 % over 30 %</c>.
/// </param>
internal sealed record HealthReport(
    HealthVerdict Verdict, TimeSpan Since, bool Suspect, bool Degraded, HealthCause Cause, string Detail)
{
    /// <summary>Down, and its last round was good: on its way back.</summary>
    public bool Answering { get; init; }

    /// <summary>Asked out of turn whether it is alive (<see cref="ProbePace.Urgent"/>), and silent since.</summary>
    public bool Asked { get; init; }

    public static HealthReport Unknown { get; } =
        new(HealthVerdict.Unknown, TimeSpan.Zero, false, false, HealthCause.None, "not probed yet");
}
