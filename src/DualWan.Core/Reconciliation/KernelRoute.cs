using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>
/// A route of ours: through a group, or of a device alone (a connected prefix), or a refusal. Table, destination,
/// metric and family are its key.
/// </summary>
/// <param name="Table">The table's number.</param>
/// <param name="Metric">RTA_PRIORITY.</param>
/// <param name="NextHopId">A group's id for a unicast route through a gateway, else null.</param>
/// <param name="Interface">The device of a connected prefix, else null.</param>
internal sealed record KernelRoute(
    uint Table,
    IpPrefix Destination,
    uint Metric,
    KernelRouteType Type = KernelRouteType.Unicast,
    uint? NextHopId = null,
    string? Interface = null,
    IpAddress? PrefSrc = null);
