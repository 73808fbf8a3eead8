namespace DualWan.Probing;

/// <summary>
/// Sends probes that can't leave by another uplink and reports what came back. It knows no health and no time-outs:
/// an answer is reported whenever it comes, for at least <see cref="ProbeEngine.LateReplyWindow"/>.
/// </summary>
internal interface IProbeEngine : IDisposable
{
    /// <summary>
    /// Makes these the uplinks. One that equals what it was keeps its sockets and its probes on the way; any other is
    /// closed (its probes are forgotten) and opened anew when its next round is sent.
    /// </summary>
    void Configure(IReadOnlyList<UplinkProbes> uplinks);

    /// <summary>
    /// Sends one probe to every monitor of the uplink. Returns at once; an unknown uplink is ignored (it was removed
    /// while the caller's timer fired).
    /// </summary>
    /// <param name="round">Any number; the results carry it. Rounds may overlap.</param>
    /// <param name="routed">A monitor of another family is <see cref="ProbeOutcome.NotSent"/>.</param>
    void SendRound(string uplink, long round, RoutedFamilies routed);
}
