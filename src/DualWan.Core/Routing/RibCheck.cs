namespace DualWan.Core.Routing;

/// <summary>A check somebody has to carry out: the probe leaves along the path its gateway resolves to
/// (CG-11).</summary>
/// <param name="Key">What to ask, and under which key to report it.</param>
/// <param name="Path">The immediate hops; empty while the gateway is unresolved: nothing to send, the route is
/// inactive anyway.</param>
internal sealed record RibCheck(CheckKey Key, EquatableArray<RibHop> Path);
