namespace DualWan.Netlink.Route;

/// <summary>RTNH_F_* and RTM_F_* (include/uapi/linux/rtnetlink.h); other bits are kept as they are.</summary>
[Flags]
internal enum RouteFlags : uint
{
    None = 0,

    /// <summary>The nexthop is unusable: its device is down.</summary>
    Dead = 1,

    Pervasive = 2,

    /// <summary>The gateway is taken to be on the link, whatever the addresses say.</summary>
    OnLink = 4,

    Offload = 8,

    /// <summary>No carrier; a plain kernel still uses the route.</summary>
    LinkDown = 16,

    Unresolved = 32,
    Trap = 64,

    /// <summary>An exception or the answer to a lookup, no entry of a table.</summary>
    Cloned = 0x200,

    /// <summary>The kernel's automatic prefix routes of IPv6 (RTM_F_PREFIX).</summary>
    Prefix = 0x800,
}
