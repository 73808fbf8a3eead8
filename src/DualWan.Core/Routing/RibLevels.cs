using DualWan.Core.Config;

namespace DualWan.Core.Routing;

/// <summary>Which routes share a level, and what its hops weigh.</summary>
internal static class RibLevels
{
    /// <summary>v7: equal distance is ECMP; v6: only one route holding several gateways is .</summary>
    public static bool Share(RibDialect dialect, RibCandidate first, RibCandidate other) =>
        dialect == RibDialect.V7
        && first.Route.EffectiveDistance == other.Route.EffectiveDistance
        && first.Route.Type == other.Route.Type;

    /// <summary>
    /// The hops of all candidates, equal immediate ones merged. A repeated gateway adds up (EC-02); different gateways
    /// that meet in one hop do not (two canaries of a line are one line: RF-02, EC-19), so that a dead canary never
    /// changes the shares.
    /// </summary>
    public static EquatableArray<RibHop> Merge(List<RibCandidate> candidates, RibResolver resolver)
    {
        if (candidates is [{ NextHops: [(var only, 1)], Route.Weight: 1 }])
            return resolver.Resolve(only).Usable;
        var hops = new List<RibHop>();
        foreach (var candidate in candidates)
        {
            foreach (var (nextHop, count) in candidate.NextHops)
            {
                foreach (var hop in resolver.Resolve(nextHop).Usable)
                    Add(hops, hop with { Weight = hop.Weight * count * Math.Max(candidate.Route.Weight, 1) });
            }
        }

        return hops.ToEquatableArray();
    }

    private static void Add(List<RibHop> hops, RibHop hop)
    {
        var at = hops.FindIndex(known => known.Interface == hop.Interface && known.Gateway == hop.Gateway);
        if (at < 0)
            hops.Add(hop);
        else if (hops[at].Weight < hop.Weight)
            hops[at] = hop;
    }
}
