using DualWan.Core.Net;

namespace DualWan.Netlink.Route;

/// <summary>What a route dump is narrowed to, by the kernel (NETLINK_GET_STRICT_CHK). Null or 0: everything.</summary>
internal readonly record struct RouteFilter(IpFamily Family)
{
    public uint Table { get; init; }

    public byte Protocol { get; init; }

    /// <summary>Interface index of the route's device.</summary>
    public int OutInterface { get; init; }

    public RouteType Type { get; init; }
}
