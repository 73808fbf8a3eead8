namespace DualWan.Core.Health;

/// <summary>How eagerly an uplink is probed; the failover machine says so in each status.</summary>
internal enum ProbePace
{
    /// <summary><c>interval</c>, and <c>confirm-interval</c> while a round is missing.</summary>
    Normal,

    /// <summary>
    /// <c>confirm-interval</c>: a line in use misses answers, and nothing of it is given up before this one is known to
    /// be alive (report 10).
    /// </summary>
    Urgent,

    /// <summary><c>standby-interval</c> while it is healthy: a standby or metered line that carries nothing.</summary>
    Relaxed,

    /// <summary>
    /// No interface, carrier, address or gateway, or disabled: nothing is sent, and the way back starts at nought.
    /// </summary>
    Paused,
}
