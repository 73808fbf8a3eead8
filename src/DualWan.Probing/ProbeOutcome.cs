namespace DualWan.Probing;

/// <summary>
/// What became of one probe. That a probe timed out is the reader's verdict: the engine never says so.
/// </summary>
internal enum ProbeOutcome
{
    /// <summary>The far end answered as it should.</summary>
    Reply,

    /// <summary>
    /// Something answered, but no: a TCP reset, an HTTP status other than 2xx, NXDOMAIN, an ICMP unreachable. Down at
    /// once (T-104, T-105, T-106).
    /// </summary>
    Refused,

    /// <summary>
    /// Nothing left this host; <see cref="ProbeResult.Reason"/> says why. Counts as down (kernel.md D14).
    /// </summary>
    NotSent,

    /// <summary>An answer that proves nothing: the uplink's route was not there, or two stations gave it.</summary>
    Lied,
}
