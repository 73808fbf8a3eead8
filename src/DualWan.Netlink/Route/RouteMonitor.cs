using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>Listens to the changes of links, addresses, routes, rules, nexthops and neighbours of one
/// namespace.</summary>
internal sealed class RouteMonitor(INetlinkTransport transport) : NetlinkMonitor<RouteNotification>(transport)
{
    /// <summary>Everything but neighbours, which are many and seldom wanted.</summary>
    public static readonly uint[] DefaultGroups =
    [
        RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
        RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, RTNLGRP_NEXTHOP,
    ];

    protected override RouteNotification Overrun => new(RouteNotificationKind.Overrun, null, 0);

    /// <summary>Subscribes in the network namespace of this thread; the buffer in bytes.</summary>
    public static RouteMonitor Open(uint[]? groups = null, int receiveBuffer = DefaultReceiveBuffer) =>
        new(NetlinkSocket.Open(NetlinkConstants.NETLINK_ROUTE, groups ?? DefaultGroups, receiveBuffer));

    protected override RouteNotification? Decode(NetlinkMessage message)
    {
        // RTM_DEL... is the odd number after RTM_NEW...
        var kind = (message.Type & 1) != 0 ? RouteNotificationKind.Removed : RouteNotificationKind.Changed;
        return Parse((ushort)(message.Type & ~1), message.Payload) is { } found
            ? new RouteNotification(kind, found, message.PortId)
            : null;
    }

    private static RtnetlinkMessage? Parse(ushort newType, ReadOnlySpan<byte> payload) => newType switch
    {
        RTM_NEWLINK => LinkMessage.Parse(payload),
        RTM_NEWADDR => AddressMessage.Parse(payload),
        RTM_NEWROUTE => RouteMessage.Parse(payload),
        RTM_NEWRULE => RuleMessage.Parse(payload),
        RTM_NEWNEXTHOP => NextHopMessage.Parse(payload),
        RTM_NEWNEIGH => NeighborMessage.Parse(payload),
        _ => null,
    };
}
