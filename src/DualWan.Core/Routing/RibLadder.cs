using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>
/// All usable levels of one prefix in one table, best first. Level 0 is active; the others are installed behind it with
/// higher metrics, so that the kernel falls over by itself.
/// </summary>
internal sealed record RibLadder(string Table, IpPrefix Prefix, EquatableArray<RibLevel> Levels)
{
    /// <summary>False for a table without <c>fib</c>: known, never used to forward (TB-01).</summary>
    public bool Fib { get; init; } = true;

    /// <summary>
    /// The forwarding levels as if every check were good, where checks alone (not carrier, not addresses) leave no
    /// level that forwards; else empty. A caller for whom a last resort beats a blackout installs these.
    /// </summary>
    public EquatableArray<RibLevel> LastResort { get; init; } = [];

    public RibLevel? Active => Levels.IsEmpty ? null : Levels[0];
}
