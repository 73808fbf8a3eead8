namespace DualWan.Core.Routing;

/// <summary>What became of a nexthop object: the hops that may be used now, and the state to show.</summary>
/// <param name="Usable">Empty while it is unresolved or its check fails.</param>
/// <param name="State">For the status.</param>
internal sealed record RibResolution(EquatableArray<RibHop> Usable, RibGatewayState State);
