namespace DualWan.Netlink.Route;

/// <summary>What a <see cref="RouteNotification"/> says.</summary>
internal enum RouteNotificationKind
{
    /// <summary>The object is new, or changed.</summary>
    Changed,

    Removed,

    /// <summary>Notifications were lost: whatever is known is stale, read everything again.</summary>
    Overrun,
}
