namespace DualWan.Probing;

/// <summary>One line of a ping.</summary>
/// <param name="Sequence">From 1.</param>
/// <param name="Outcome">Null = no answer in time.</param>
/// <param name="RoundTrip">Zero unless something came back.</param>
/// <param name="HopLimit">TTL or hop limit of the answer; 0 where the protocol doesn't show it.</param>
/// <param name="Detail">As in <see cref="ProbeResult"/>.</param>
internal readonly record struct PingReply(
    int Sequence, ProbeOutcome? Outcome, ProbeReason Reason, TimeSpan RoundTrip, byte HopLimit, int Detail)
{
    public static PingReply From(in ProbeResult result) => new(
        (int)result.Round, result.Outcome, result.Reason, result.RoundTrip, result.HopLimit, result.Detail);

    public static PingReply Lost(int sequence) => new(sequence, null, ProbeReason.None, TimeSpan.Zero, 0, 0);
}
