using DualWan.Core.Config;

namespace DualWan.Core.Routing;

/// <summary>What has become of one route entry of the config.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Status">Active, standby, inactive or disabled.</param>
/// <param name="Level">Its level in the ladder of its table and prefix, or -1.</param>
/// <param name="Ecmp">It shares its level with other hops (flag <c>+</c>, R-04).</param>
/// <param name="Gateways">One per distinct gateway, in order; empty for types without one.</param>
/// <param name="Reason">In words; null while it is active.</param>
internal sealed record RibRouteState(
    EntryId Entry, RibRouteStatus Status, int Level, bool Ecmp, EquatableArray<RibGatewayState> Gateways,
    string? Reason);
