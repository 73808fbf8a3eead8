using System.Globalization;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Snapshots;

/// <summary>rtnetlink's objects as facts of a snapshot.</summary>
internal static class KernelFacts
{
    public static LinkFact Link(LinkMessage link) => new(
        link.Index, link.Name, link.IsUp, HasCarrier(link), (int)link.Mtu, link.Kind, link.Master,
        (link.Flags & LinkFlags.Loopback) != 0, (link.Flags & LinkFlags.PointToPoint) != 0, MacOf(link.Address));

    /// <summary>Tunnels and ppp devices report an unknown operational state while they work.</summary>
    public static bool HasCarrier(LinkMessage link) => link.IsUp && link.HasCarrier
        && link.OperState is OperationalState.Up or OperationalState.Unknown;

    public static AddressFact Address(AddressMessage address) => new(
        address.InterfaceIndex, address.Local, address.Peer, (address.Flags & AddressFlags.Secondary) != 0,
        (address.Flags & (AddressFlags.Tentative | AddressFlags.DadFailed | AddressFlags.Deprecated)) == 0,
        (byte)address.Scope);

    /// <summary>A route that bears our number. One of a shape that we never make gets nexthop id 0, which equals no
    /// wish.</summary>
    public static KernelRoute Route(RouteMessage route, LinkTable links)
    {
        var alien = route.NextHopId == 0 && (route.Gateway is not null || !route.Hops.IsEmpty);
        uint? nextHop = route.NextHopId != 0 ? route.NextHopId : alien ? 0 : null;
        return new KernelRoute(route.Table, route.Destination, route.Priority, (KernelRouteType)route.Type, nextHop,
            nextHop is null && route.Type == RouteType.Unicast ? links.NameOf(route.OutInterface) : null,
            route.PreferredSource);
    }

    public static KernelNextHop NextHop(NextHopMessage hop, LinkTable links) => new(
        hop.Id, hop.Family ?? IpFamily.IPv4, links.NameOf(hop.OutInterface) ?? "", hop.Gateway,
        (hop.Flags & RouteFlags.OnLink) != 0);

    public static KernelNextHopGroup Group(NextHopMessage group) =>
        new(group.Id, [.. group.Group.Select(member => new KernelGroupMember(member.Id, member.Weight))]);

    public static KernelRule Rule(RuleMessage rule) => new(rule.Family, rule.Priority)
    {
        Action = (KernelRuleAction)rule.Action,
        Table = rule.Table,
        Mark = rule.Mark,
        Mask = rule.Mark is null ? null : rule.MarkMask,
        InInterface = rule.InInterface,
        OutInterface = rule.OutInterface,
        From = rule.Source,
        To = rule.Destination,
        SuppressPrefixLength = rule.SuppressPrefixLength,
        HasOtherSelectors = HasOtherSelectors(rule),
    };

    private static bool HasOtherSelectors(RuleMessage rule) =>
        rule.IsInverted || rule.L3MasterDevice || rule.UserIds is not null || rule.TypeOfService != 0
        || rule.IpProtocol is not null || rule.SourcePorts is not null || rule.DestinationPorts is not null
        || rule.SuppressInterfaceGroup is not null || rule.Action == RuleAction.Nop;

    /// <summary>One fact for each hop; a nexthop object is followed to what it stands for.</summary>
    public static IEnumerable<ForeignRoute> Foreign(
        RouteMessage route, IReadOnlyDictionary<uint, NextHopMessage> nextHops, LinkTable links)
    {
        foreach (var hop in HopsOf(route, nextHops))
        {
            yield return new ForeignRoute(route.Table, route.Destination, route.Priority, (KernelRouteType)route.Type,
                route.Protocol, hop.Gateway, links.NameOf(hop.OutInterface), (hop.Flags & RouteFlags.OnLink) != 0,
                (hop.Flags & (RouteFlags.LinkDown | RouteFlags.Dead)) != 0, route.PreferredSource, (byte)route.Scope);
        }
    }

    private static IEnumerable<RouteHop> HopsOf(RouteMessage route, IReadOnlyDictionary<uint, NextHopMessage> nextHops)
    {
        if (!route.Hops.IsEmpty)
            return route.Hops;
        // With net.ipv4.nexthop_compat_mode off a dump names the object alone.
        return route.NextHopId != 0 && route.OutInterface == 0 && nextHops.TryGetValue(route.NextHopId, out var hop)
            ? HopsOf(hop, nextHops)
            : [new RouteHop(route.OutInterface, route.Gateway, 1, route.Flags)];
    }

    private static IEnumerable<RouteHop> HopsOf(
        NextHopMessage hop, IReadOnlyDictionary<uint, NextHopMessage> nextHops) => hop.IsGroup
            ? hop.Group.Where(member => nextHops.ContainsKey(member.Id))
                .Select(member => Single(nextHops[member.Id], member.Weight))
            : [Single(hop, 1)];

    private static RouteHop Single(NextHopMessage hop, int weight) =>
        new(hop.OutInterface, hop.Gateway, weight, hop.Flags);

    private static string? MacOf(EquatableArray<byte> address) => address.Count == 6
        ? string.Join(':', address.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)))
        : null;
}
