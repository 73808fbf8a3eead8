namespace DualWan.Probing;

/// <summary>One probe's fate. A round may get several: an ARP liar speaks after the honest station.</summary>
/// <param name="Monitor">Index into <see cref="UplinkProbes.Targets"/>.</param>
/// <param name="Round">As given to <see cref="IProbeEngine.SendRound"/>.</param>
/// <param name="SentAt">When the probe left, on the scale of <see cref="MonotonicClock"/>.</param>
/// <param name="ReceivedAt">
/// The kernel's receive stamp on the same scale, so that the agent's own delays count neither as round trip nor as a
/// missed deadline; for what was not sent, the time of the attempt.
/// </param>
/// <param name="HopLimit">TTL or hop limit of the answer; 0 where the protocol doesn't show it.</param>
/// <param name="Detail">A number that <see cref="ProbeReason"/> explains; 0 otherwise.</param>
internal readonly record struct ProbeResult(
    string Uplink, int Monitor, long Round, ProbeOutcome Outcome, ProbeReason Reason,
    TimeSpan SentAt, TimeSpan ReceivedAt, byte HopLimit = 0, int Detail = 0)
{
    /// <summary>Zero for what was not sent.</summary>
    public TimeSpan RoundTrip => ReceivedAt - SentAt;
}
