namespace DualWan.Core.Health;

/// <summary>What the prober makes of something that came back.</summary>
internal enum ProbeAnswer
{
    /// <summary>The answer that was asked for, from whom it was asked.</summary>
    Reply,

    /// <summary>
    /// An answer that says no (a refused connection, a status 302, SERVFAIL): this monitor is lost in this round.
    /// </summary>
    Negative,

    /// <summary>
    /// It could not leave: no route to this monitor (T-38). Lost as with <see cref="Negative"/>; where none of a
    /// round's probes could leave, the round was not sent.
    /// </summary>
    NotSent,

    /// <summary>
    /// Not from the gateway's MAC, or otherwise from one who can't speak for the target (D14): counted, ignored.
    /// </summary>
    Liar,
}
