using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;

namespace DualWan.Core.Compilation;

/// <summary>
/// From the ladders of the RIB to nexthop objects, groups and routes. Every level of a ladder is installed, with rising
/// metrics, so that a lost carrier moves traffic without the agent.
/// </summary>
internal sealed class RouteCompiler(CompileContext context)
{
    private const uint MetricStep = 10;
    private const uint ConnectedMetric = 1;

    /// <summary>Levels behind this one add nothing a person would notice, and the group ids have four bits for
    /// them.</summary>
    private const int MaxLevels = 16;

    private readonly SortedDictionary<uint, KernelNextHop> _nextHops = [];
    private readonly SortedDictionary<uint, KernelNextHopGroup> _groups = [];
    private readonly ImmutableArray<KernelRoute>.Builder _routes = ImmutableArray.CreateBuilder<KernelRoute>();

    public CompiledRoutes Compile()
    {
        var rib = context.Input.Prepared.Routes.Compute(RibFactsBuilder.Build(context, static uplink =>
            uplink.AcceptsNew));
        var lasting = context.Uplinks.Any(static uplink => uplink.Observed is { Forwards: true, AcceptsNew: false })
            ? context.Input.Prepared.Routes.Compute(RibFactsBuilder.Build(context, static uplink => uplink.Forwards))
            : rib;
        foreach (var family in context.Families)
        {
            foreach (var entry in context.Config.Tables)
                AddTable(family, entry, rib, lasting);
            AddRejectDefaultAnswer(family);
        }

        return new CompiledRoutes(
            _nextHops.Values.ToEquatableArray(), _groups.Values.ToEquatableArray(),
            EquatableArray.From(_routes.ToImmutable()), rib);
    }

    private void AddTable(IpFamily family, Entry<RoutingTable> entry, Rib rib, Rib lasting)
    {
        var name = entry.Value.Name;
        switch (entry.Value.Role)
        {
            case TableRole.Unmarked:
                AddLevels(KernelNumbers.UnmarkedTable, Ladder(rib, name, family), family,
                    level => NextHopIds.Unmarked(family, level));
                if (!HasOtherWayOut(family))
                    AddTail(KernelNumbers.UnmarkedTable, family);
                break;
            case TableRole.Strict role when Numbered(role.Uplink) is { } uplink:
                AddUplinkTable(KernelNumbers.StrictTable(uplink.Number), uplink, Ladder(rib, name, family), family,
                    _ => NextHopIds.Strict(family, uplink.Number));
                break;
            case TableRole.Preferred role when Numbered(role.Uplink) is { } uplink:
                var source = uplink.Observed is { Forwards: true, AcceptsNew: false } ? lasting : rib;
                AddUplinkTable(KernelNumbers.PreferredTable(uplink.Number), uplink, Ladder(source, name, family),
                    family,
                    level => NextHopIds.Preferred(family, uplink.Number, level));
                break;
            case TableRole.Preference role
                when context.Input.Numbers.Find(UplinkNumbers.PreferenceKey(role.Key)) is { } number:
                var table = role.OnlyNamed ? KernelNumbers.StrictTable(number) : KernelNumbers.PreferredTable(number);
                AddLevels(table, Ladder(rib, name, family), family, level =>
                    NextHopIds.Preferred(family, number, level));
                AddTail(table, family);
                break;
        }
    }

    private void AddUplinkTable(
        uint table, NumberedUplink uplink, EquatableArray<RibLevel> levels, IpFamily family, Func<int, uint> groupId)
    {
        AddOwnNetworks(table, uplink, family);
        AddLevels(table, levels, family, groupId);
        AddTail(table, family);
    }

    private void AddLevels(uint table, EquatableArray<RibLevel> levels, IpFamily family, Func<int, uint> groupId)
    {
        var level = 0;
        foreach (var rung in levels.Where(static rung => rung.Forwards).Take(MaxLevels))
        {
            AddLevel(table, rung, family, groupId(level), (uint)(level + 1) * MetricStep);
            level++;
        }
    }

    private void AddLevel(uint table, RibLevel rung, IpFamily family, uint groupId, uint metric)
    {
        var members = rung.Hops.Select(hop => new KernelGroupMember(NextHopFor(hop, family), hop.Weight))
            .ToEquatableArray();
        _groups[groupId] = new KernelNextHopGroup(groupId, members);
        _routes.Add(new KernelRoute(table, IpPrefix.Default(family), metric, NextHopId: groupId));
    }

    private uint NextHopFor(RibHop hop, IpFamily family)
    {
        var uplink = context.Uplinks.First(uplink => uplink.Interface == hop.Interface);
        var id = NextHopIds.NextHop(family, uplink.Number);
        _nextHops[id] = new KernelNextHop(id, family, hop.Interface, hop.Gateway, hop.OnLink);
        return id;
    }

    /// <summary>Nothing falls through to the next rule: that would be another uplink.</summary>
    private void AddTail(uint table, IpFamily family) => _routes.Add(new KernelRoute(
        table, IpPrefix.Default(family), KernelNumbers.TailMetric, KernelRouteType.Unreachable));

    /// <summary>
    /// The networks that the line's own interface reaches, as main has them: pinned traffic is looked up before main,
    /// and a modem's page or a classless static route of the lease must stay reachable.
    /// </summary>
    private void AddOwnNetworks(uint table, NumberedUplink uplink, IpFamily family)
    {
        if (uplink.Link is not { Up: true })
            return;
        var seen = new HashSet<IpPrefix>();
        foreach (var route in context.Observations.ForeignRoutes.Where(route => IsOwnNetwork(route, uplink, family)))
        {
            if (!seen.Add(route.Destination))
                continue;
            if (route.Gateway is { } gateway)
                AddSideRoute(table, uplink, route, gateway);
            else
                _routes.Add(new KernelRoute(table, route.Destination, ConnectedMetric,
                    Interface: uplink.Interface, PrefSrc: route.PrefSrc));
        }
    }

    private static bool IsOwnNetwork(ForeignRoute route, NumberedUplink uplink, IpFamily family) =>
        route.Table == KernelNumbers.MainTable && route.Type == KernelRouteType.Unicast
        && route.Interface == uplink.Interface && route.Destination.Family == family
        && !route.Destination.IsDefault && !route.Destination.Address.IsMulticast
        && !(family == IpFamily.IPv6 && route.Destination.Address.IsLinkLocal)
        && !IsHalfOfEverything(route.Destination);

    /// <summary>0.0.0.0/1 and 128.0.0.0/1 stand for a default (a VPN's way to override one).</summary>
    private static bool IsHalfOfEverything(IpPrefix prefix) => prefix.Length == 1;

    private void AddSideRoute(uint table, NumberedUplink uplink, ForeignRoute route, IpAddress gateway)
    {
        if (uplink.Link is not { Carrier: true })
            return;
        var family = route.Destination.Family;
        var hop = new KernelNextHop(0, family, uplink.Interface, gateway, route.OnLink);
        var index = SideIndex(family, hop);
        var id = NextHopIds.Side(family, index);
        var group = NextHopIds.SideGroup(family, index);
        _nextHops[id] = hop with { Id = id };
        _groups[group] = new KernelNextHopGroup(group, [new KernelGroupMember(id, 1)]);
        _routes.Add(new KernelRoute(table, route.Destination, ConnectedMetric, NextHopId: group));
    }

    /// <summary>A place that follows from the hop itself, or the next free one: the same after a restart.</summary>
    private int SideIndex(IpFamily family, KernelNextHop hop)
    {
        var start = 2166136261u;
        foreach (var c in $"{hop.Interface}|{hop.Gateway}")
            start = (start ^ c) * 16777619u;
        for (var i = 0; ; i++)
        {
            var index = (int)((start + (uint)i) % NextHopIds.RehearsalIndex);
            if (!_nextHops.TryGetValue(NextHopIds.Side(family, index), out var taken)
                || taken with { Id = 0 } == hop)
                return index;
        }
    }

    /// <summary>
    /// A reject default in main would end every lookup at the rule that hides main's default: a <c>throw</c> with a
    /// metric just below it lets the lookup go on (kernel.md D1, K-01).
    /// </summary>
    private void AddRejectDefaultAnswer(IpFamily family)
    {
        var reject = context.Observations.ForeignRoutes
            .Where(route => route.Table == KernelNumbers.MainTable && route.Destination == IpPrefix.Default(family)
                && route.Type is KernelRouteType.Blackhole or KernelRouteType.Unreachable or KernelRouteType.Prohibit)
            .MinBy(static route => route.Metric);
        if (reject is null)
            return;
        var word = reject.Type.ToString().ToLowerInvariant();
        if (reject.Metric == 0)
        {
            context.AddProblem(new Problem("reject-default",
                $"a '{word} default' with metric 0 in the main table ends every lookup",
                $"give it a metric: ip route replace {word} default metric 4000"));
            return;
        }

        _routes.Add(new KernelRoute(KernelNumbers.MainTable, IpPrefix.Default(family), reject.Metric - 1,
            KernelRouteType.Throw));
        context.AddProblem(new Problem("reject-default-answered",
            $"a '{word} default' in the main table is answered with a throw route, so that lookups go on"));
    }

    /// <summary>True where main has a working default by an interface that is no uplink of ours.</summary>
    private bool HasOtherWayOut(IpFamily family) =>
        context.Observations.ForeignRoutes.Any(route => route.Table == KernelNumbers.MainTable
            && route.Destination == IpPrefix.Default(family) && route.Type == KernelRouteType.Unicast && !route.LinkDown
            && route.Interface is { } name && context.Uplinks.All(uplink => uplink.Interface != name));

    private static EquatableArray<RibLevel> Ladder(Rib rib, string table, IpFamily family) =>
        rib.Find(table, IpPrefix.Default(family))?.Levels ?? [];

    private NumberedUplink? Numbered(string name) => context.Uplinks.FirstOrDefault(uplink => uplink.Name == name);
}
