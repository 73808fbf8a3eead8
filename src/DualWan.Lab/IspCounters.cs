namespace DualWan.Lab;

/// <summary>What an ISP has seen on one line since it was built, in packets.</summary>
/// <param name="Seen">Everything that arrived from the customer.</param>
/// <param name="LeakedPrivate">Dropped: a private source that is not the line's own. Should be 0.</param>
/// <param name="LeakedForeign">Dropped: a public source that belongs to somebody else (the other ISP). Should be
/// 0.</param>
/// <param name="Up">Forwarded from the customer towards the Internet.</param>
/// <param name="Down">Forwarded towards the customer.</param>
/// <param name="EchoRequests">ICMP echo requests that arrived from the customer, answered or not.</param>
/// <param name="Faulted">Dropped by a fault of the lab.</param>
internal sealed record IspCounters(
    long Seen, long LeakedPrivate, long LeakedForeign, long Up, long Down, long EchoRequests, long Faulted)
{
    /// <summary>Packets with a wrong source, of either kind.</summary>
    public long Leaked => LeakedPrivate + LeakedForeign;

    /// <summary>What came between two readings.</summary>
    public static IspCounters operator -(IspCounters later, IspCounters earlier) => new(
        later.Seen - earlier.Seen,
        later.LeakedPrivate - earlier.LeakedPrivate,
        later.LeakedForeign - earlier.LeakedForeign,
        later.Up - earlier.Up,
        later.Down - earlier.Down,
        later.EchoRequests - earlier.EchoRequests,
        later.Faulted - earlier.Faulted);
}
