namespace DualWan.Netlink.Route;

/// <summary>One event of rtnetlink. <see cref="Object"/> is null for an overrun alone. <see cref="PortId"/> is the
/// netlink port of whoever asked for the change, 0 where the kernel did it by itself.</summary>
internal readonly record struct RouteNotification(RouteNotificationKind Kind, RtnetlinkMessage? Object, uint PortId);
