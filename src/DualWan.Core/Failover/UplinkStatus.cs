using DualWan.Core.Health;

namespace DualWan.Core.Failover;

/// <summary>An uplink now: for the compiler, the prober and the status.</summary>
/// <param name="Detail">The reason in words.</param>
/// <param name="Since">Monotonic time of the state.</param>
/// <param name="Use">What the routes do with it.</param>
/// <param name="Pace">For <see cref="UplinkHealth.SetPace"/> after each step.</param>
/// <param name="LinkReady">Interface, carrier, address and gateway are there: its strict table has a default.</param>
/// <param name="Penalty">Of the damping, now.</param>
/// <param name="WaitingUntil">Monotonic; null: not waiting, or for a person.</param>
internal sealed record UplinkStatus(
    string Name,
    UplinkState State,
    UplinkReason Reason,
    string Detail,
    TimeSpan Since,
    UplinkUse Use,
    ProbePace Pace,
    bool LinkReady,
    double Penalty,
    TimeSpan? WaitingUntil);
