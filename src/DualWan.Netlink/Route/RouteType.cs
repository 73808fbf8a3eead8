namespace DualWan.Netlink.Route;

/// <summary>RTN_*: what a route does with a packet (include/uapi/linux/rtnetlink.h).</summary>
internal enum RouteType : byte
{
    Unspecified = 0,
    Unicast = 1,
    Local = 2,
    Broadcast = 3,
    Anycast = 4,
    Multicast = 5,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8,
    Throw = 9,
}
