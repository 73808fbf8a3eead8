namespace DualWan.Core.Failover;

/// <summary>
/// What the agent is to do, in the order given (kernel.md section 4): a closed union. Each is complete before the next.
/// </summary>
internal abstract record FailoverDecision
{
    private FailoverDecision()
    {
    }

    /// <summary>Compile and apply: strict tables, preferred groups, table 7700, buckets. Always the first.</summary>
    internal sealed record RoutesChanged : FailoverDecision
    {
        public static RoutesChanged Instance { get; } = new();
    }

    /// <summary>
    /// From now on a TCP packet of no connection is answered with a reset, for the connections of that uplink.
    /// </summary>
    internal sealed record ArmResets(string Uplink) : FailoverDecision;

    internal sealed record DisarmResets(string Uplink) : FailoverDecision;

    /// <summary>
    /// Remember the established TCP connections pinned to it, for <see cref="PokeReceivers"/>: a flush forgets them.
    /// </summary>
    internal sealed record ListReceivers(string Uplink) : FailoverDecision;

    /// <summary>Forget the connections pinned to it.</summary>
    /// <param name="IncludeStrict">
    /// False spares strict pins (mask 0xdf instead of 0x9f): some rule says <c>keep</c>.
    /// </param>
    /// <param name="Again">The second pass, 100 ms later, for entries that were not confirmed at the first.</param>
    internal sealed record FlushPins(string Uplink, bool IncludeStrict, bool Again) : FailoverDecision;

    /// <summary>
    /// Forget the connections that moved to <paramref name="Backup"/> because <paramref name="Wanted"/> was out.
    /// </summary>
    /// <param name="All">
    /// The backup is a standby again: every pin of it that may fall over goes. Otherwise only those that the classifier
    /// would now give to <paramref name="Wanted"/>.
    /// </param>
    internal sealed record FlushBackupPins(string Backup, string Wanted, bool All) : FailoverDecision;

    /// <summary>
    /// One bare ACK to each inside host of <see cref="ListReceivers"/>, so that those who only listen are reset too.
    /// </summary>
    internal sealed record PokeReceivers(string Uplink) : FailoverDecision;

    /// <summary>The state directory: what must survive a restart has changed.</summary>
    internal sealed record SaveOperations(EquatableArray<UplinkOperation> Operations) : FailoverDecision;

    /// <summary>Log, events, hooks, notifications.</summary>
    internal sealed record Announce(UplinkChange Change) : FailoverDecision;
}
