using System.Collections.Immutable;
using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>The route part of a plan.</summary>
/// <param name="Additions">New and replaced routes: refusals (tails) before what leads out.</param>
/// <param name="Removals">Routes that nothing else takes along.</param>
internal sealed record RouteChanges(ImmutableArray<KernelOperation> Additions, ImmutableArray<KernelOperation> Removals)
{
    // include/net/ip6_route.h IP6_RT_PRIO_USER: the metric of an IPv6 route that names none.
    private const uint DefaultMetricIPv6 = 1024;

    public static RouteChanges Between(
        EquatableArray<KernelRoute> wanted, ImmutableArray<KernelRoute> actual, IReadOnlySet<uint> doomedGroups)
    {
        var left = actual.ToLookup(KeyOf);
        var tails = ImmutableArray.CreateBuilder<KernelOperation>();
        var others = ImmutableArray.CreateBuilder<KernelOperation>();
        var removals = ImmutableArray.CreateBuilder<KernelOperation>();
        var seen = new HashSet<(uint, IpPrefix, uint)>();
        foreach (var route in wanted.AsSpan())
        {
            var key = KeyOf(route);
            // The kernel holds one route for a key: the first wish counts, or every plan would find the other missing.
            if (!seen.Add(key))
                continue;
            var normal = Normal(route);
            var there = left[key].ToArray();
            if (Array.Exists(there, fact => Normal(fact) == normal))
                removals.AddRange(there.Where(fact => Normal(fact) != normal).Select(Delete));
            else
                (IsRefusal(route) ? tails : others).Add(new KernelOperation.PutRoute(route, there.Length > 0));
        }

        removals.AddRange(actual
            .Where(fact => !seen.Contains(KeyOf(fact)) && !(fact.NextHopId is { } id && doomedGroups.Contains(id)))
            .Select(Delete));
        return new RouteChanges([.. tails, .. others], removals.ToImmutable());
    }

    private static bool IsRefusal(KernelRoute route) => route.Type >= KernelRouteType.Blackhole;

    private static KernelOperation Delete(KernelRoute route) => new KernelOperation.DeleteRoute(route);

    private static (uint Table, IpPrefix Destination, uint Metric) KeyOf(KernelRoute route) =>
        (route.Table, route.Destination, MetricOf(route));

    private static KernelRoute Normal(KernelRoute route) => route with { Metric = MetricOf(route) };

    private static uint MetricOf(KernelRoute route) =>
        route.Metric == 0 && route.Destination.Family == IpFamily.IPv6 ? DefaultMetricIPv6 : route.Metric;
}
