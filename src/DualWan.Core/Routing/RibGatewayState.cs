using DualWan.Core.Config;

namespace DualWan.Core.Routing;

/// <summary>What a route's gateway resolves to, for <c>print</c> and the status (R-17, CG-18).</summary>
/// <param name="Gateway">As configured.</param>
/// <param name="Hops">The immediate next hops its address leads to, the check left aside; empty where
/// unresolved.</param>
/// <param name="Recursive">Resolved through a route, not a connected network.</param>
/// <param name="ViaDefault">Resolved through a default route: the check may answer by another line (SC-09,
/// T-17).</param>
/// <param name="Check">The check that guards it, or null.</param>
/// <param name="Reason">Why it is not reachable, or null where it is.</param>
internal sealed record RibGatewayState(
    Gateway Gateway, EquatableArray<RibHop> Hops, bool Recursive, bool ViaDefault, CheckKey? Check, string? Reason)
{
    public bool Resolved => !Hops.IsEmpty;

    public bool Reachable => Reason is null;
}
