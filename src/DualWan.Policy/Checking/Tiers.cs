using DualWan.Core;
using DualWan.Policy.Model;

namespace DualWan.Policy.Checking;

/// <summary>
/// Uplinks in the order in which they are used: those of one tier share the load, the next tier stands by. A metered
/// uplink stands behind the others of its distance.
/// </summary>
internal static class Tiers
{
    public static IReadOnlyList<IReadOnlyList<PolicyUplink>> Of(EquatableArray<PolicyUplink> uplinks) =>
    [
        .. uplinks
            .GroupBy(static uplink => (uplink.EffectiveDistance, uplink.IsMetered))
            .OrderBy(static tier => tier.Key)
            .Select(static tier => tier.ToList()),
    ];
}
