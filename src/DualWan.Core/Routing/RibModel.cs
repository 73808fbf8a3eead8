using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>
/// The config's routes grouped once, so that a change of the world costs what the distinct gateways cost, not what the
/// routes cost. Immutable after <see cref="Create"/>.
/// </summary>
internal sealed class RibModel
{
    private readonly Dictionary<(Gateway, IpFamily, int, GatewayCheck?), RibNextHop> _nextHopByKey = [];
    private readonly Dictionary<string, RibTable> _tables = [];
    private readonly Dictionary<string, bool> _fib = [];
    private readonly List<RibNextHop> _nextHops = [];
    private readonly List<RibGroup> _groups = [];
    private readonly List<RibCandidate> _candidates = [];

    private RibModel(RibDialect dialect) => Dialect = dialect;

    public RibDialect Dialect { get; }

    /// <summary>In the order of their first route.</summary>
    public IReadOnlyList<RibGroup> Groups => _groups;

    public IReadOnlyList<RibNextHop> NextHops => _nextHops;

    /// <summary>One per route entry, in file order.</summary>
    public IReadOnlyList<RibCandidate> Candidates => _candidates;

    public static RibModel Create(RouterConfig config, RibDialect dialect)
    {
        var model = new RibModel(dialect);
        model._fib[RoutingTable.Main] = true;
        foreach (var table in config.Tables)
        {
            if (!table.Disabled)
                model._fib[table.Value.Name] = table.Value.Fib;
        }

        foreach (var route in config.Routes)
            model.Add(route);
        foreach (var candidate in model._candidates)
            candidate.Scope = model.EffectiveScope(candidate);
        return model;
    }

    public Rib Compute(RibFacts facts) => new RibRun(this, facts).Run();

    public RibTable? Table(string name) => _tables.GetValueOrDefault(name);

    private void Add(Entry<Route> entry)
    {
        var route = entry.Value;
        var usable = !entry.Disabled;
        var fault = FaultOf(route);
        // A disabled route takes no part in what v6 shares among the routes of one gateway.
        var nextHops = usable && route.Type == RouteType.Unicast ? NextHopsOf(route) : [];
        var candidate = new RibCandidate(_candidates.Count, entry, nextHops) { Fault = fault };
        _candidates.Add(candidate);
        if (usable && fault is null)
            GroupOf(route).Add(candidate);
    }

    private string? FaultOf(Route route)
    {
        // v6: a table springs into existence when a route names it (TB-03).
        if (Dialect == RibDialect.V7 && !_fib.ContainsKey(route.RoutingTable))
            return $"routing table {route.RoutingTable} is not defined";
        return route.Type == RouteType.Unicast && route.Gateways.IsEmpty ? "it has no gateway" : null;
    }

    private RibGroup GroupOf(Route route)
    {
        if (!_tables.TryGetValue(route.RoutingTable, out var table))
            _tables[route.RoutingTable] = table = new RibTable();
        if (table.TryGet(route.DstAddress, out var group))
            return group!;
        group = new RibGroup(route.RoutingTable, route.DstAddress, _fib.GetValueOrDefault(route.RoutingTable, true));
        table.Add(group);
        _groups.Add(group);
        return group;
    }

    private (RibNextHop NextHop, int Count)[] NextHopsOf(Route route)
    {
        if (route.Gateways.Count == 1)
            return [(NextHopOf(route, route.Gateways[0]), 1)];
        var result = new List<(RibNextHop NextHop, int Count)>();
        foreach (var gateway in route.Gateways)
        {
            var nextHop = NextHopOf(route, gateway);
            var at = result.FindIndex(known => known.NextHop == nextHop);
            if (at < 0)
                result.Add((nextHop, 1));
            else
                result[at] = (nextHop, result[at].Count + 1);
        }

        return [.. result];
    }

    private RibNextHop NextHopOf(Route route, Gateway gateway)
    {
        // SC-06: 255 is treated as 254, so that a limit always leaves room for the scope one above it.
        var targetScope = Math.Min(route.EffectiveTargetScope, (byte)254);
        var shared = Dialect == RibDialect.V6;
        var key = (gateway, route.DstAddress.Family, shared ? -1 : targetScope, shared ? null : route.Check);
        if (!_nextHopByKey.TryGetValue(key, out var nextHop))
        {
            nextHop = new RibNextHop(_nextHops.Count, gateway, route.DstAddress.Family, targetScope, route.Check);
            _nextHopByKey.Add(key, nextHop);
            _nextHops.Add(nextHop);
            return nextHop;
        }

        nextHop.TargetScope = Math.Min(nextHop.TargetScope, targetScope);
        if (nextHop.Check is GatewayCheck.None)
            nextHop.Check = route.Check;
        return nextHop;
    }

    /// <summary>SC-06: in v7 a scope not above the route's own limit counts as one above it, which also makes loops
    /// impossible.</summary>
    private int EffectiveScope(RibCandidate candidate)
    {
        var scope = Math.Min(candidate.Route.EffectiveScope, (byte)254);
        if (Dialect == RibDialect.V6 || candidate.NextHops.Length == 0)
            return scope;
        return Math.Max(scope, candidate.NextHops.Max(static hop => hop.NextHop.TargetScope) + 1);
    }
}
