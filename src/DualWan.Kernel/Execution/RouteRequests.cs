using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Snapshots;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Execution;

/// <summary>The rtnetlink request of an operation, and which refusals of it are no failure.</summary>
internal sealed class RouteRequests(LinkTable links)
{
    public static bool Handles(KernelOperation operation) => operation
        is KernelOperation.PutNextHop or KernelOperation.PutGroup or KernelOperation.DeleteNextHop
        or KernelOperation.PutRoute or KernelOperation.DeleteRoute
        or KernelOperation.AddRule or KernelOperation.DeleteRule;

    /// <summary>Null where an interface that the operation names does not exist.</summary>
    public RouteRequest? Of(KernelOperation operation) => operation switch
    {
        KernelOperation.PutNextHop put => Request(put.Replace, NextHop(put.NextHop)),
        KernelOperation.PutGroup put => Request(put.Replace, Group(put.Group)),
        KernelOperation.DeleteNextHop delete => RouteRequest.Delete(new NextHopMessage { Id = delete.Id }),
        KernelOperation.PutRoute put => Request(put.Replace, Route(put.Route)),
        KernelOperation.DeleteRoute delete => Route(delete.Route) is { } route
            ? RouteRequest.Delete(route with { Scope = DeletionScope(route) }) : null,
        KernelOperation.AddRule add => RouteRequest.Add(Rule(add.Rule)),
        KernelOperation.DeleteRule delete => RouteRequest.Delete(Rule(delete.Rule)),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "no rtnetlink operation"),
    };

    /// <summary>
    /// An equal rule that is there counts as adopted. What is to be deleted may be gone already: the kernel takes
    /// routes and nexthops along when a group or a carrier goes. Its interface may be gone too (ENODEV).
    /// </summary>
    public static bool IsExpected(KernelOperation operation, int errno) => operation switch
    {
        KernelOperation.AddRule => errno == Errno.EEXIST,
        KernelOperation.DeleteNextHop or KernelOperation.DeleteRoute or KernelOperation.DeleteRule =>
            errno is Errno.ENOENT or Errno.ESRCH or Errno.ENODEV,
        _ => false,
    };

    private static RouteRequest? Request(bool replace, RtnetlinkMessage? message) => message is null
        ? null
        : replace ? RouteRequest.Replace(message) : RouteRequest.Add(message);

    private NextHopMessage? NextHop(KernelNextHop hop) => links.IndexOf(hop.Interface) is { } index
        ? new NextHopMessage
        {
            Id = hop.Id,
            // A nexthop is of its gateway's family, also where IPv4 routes use it.
            Family = hop.Gateway?.Family ?? hop.Family,
            Protocol = KernelNumbers.Protocol,
            Gateway = hop.Gateway,
            OutInterface = index,
            Flags = hop.OnLink ? RouteFlags.OnLink : RouteFlags.None,
        }
        : null;

    private static NextHopMessage Group(KernelNextHopGroup group) => new()
    {
        Id = group.Id,
        Protocol = KernelNumbers.Protocol,
        Group = [.. group.Members.Select(member => new NextHopGroupMember(member.Id, member.Weight))],
    };

    private RouteMessage? Route(KernelRoute route)
    {
        var index = route.Interface is { } name ? links.IndexOf(name) : 0;
        if (index is not { } found)
            return null;
        return new RouteMessage
        {
            Destination = route.Destination,
            Table = route.Table,
            Protocol = KernelNumbers.Protocol,
            Type = (RouteType)route.Type,
            Scope = found != 0 && route.Destination.Family == IpFamily.IPv4 ? RouteScope.Link : RouteScope.Universe,
            OutInterface = found,
            Priority = route.Metric,
            PreferredSource = route.PrefSrc,
            NextHopId = route.NextHopId ?? 0,
        };
    }

    /// <summary>In a deletion IPv4 takes "nowhere" for any scope; IPv6 has none.</summary>
    private static RouteScope DeletionScope(RouteMessage route) =>
        route.Family == IpFamily.IPv4 ? RouteScope.Nowhere : RouteScope.Universe;

    private static RuleMessage Rule(KernelRule rule) => new()
    {
        Family = rule.Family,
        Priority = rule.Priority,
        Action = (RuleAction)rule.Action,
        Table = rule.Table,
        Protocol = KernelNumbers.Protocol,
        Mark = rule.Mark,
        MarkMask = rule.Mask ?? uint.MaxValue,
        InInterface = rule.InInterface,
        OutInterface = rule.OutInterface,
        Source = rule.From,
        Destination = rule.To,
        SuppressPrefixLength = rule.SuppressPrefixLength,
    };
}
