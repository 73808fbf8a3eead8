using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>A route that somebody else put there. One object per hop of a multipath route; nexthop objects are
/// resolved.</summary>
/// <param name="Protocol">RTPROT_*: 2 kernel, 3 boot, 4 static, 9 ra, 16 dhcp.</param>
/// <param name="Gateway">May be of the other family (RTA_VIA).</param>
/// <param name="OnLink">RTNH_F_ONLINK</param>
/// <param name="LinkDown">RTNH_F_LINKDOWN or RTNH_F_DEAD: the device has no carrier.</param>
internal sealed record ForeignRoute(
    uint Table, IpPrefix Destination, uint Metric, KernelRouteType Type, byte Protocol, IpAddress? Gateway,
    string? Interface, bool OnLink, bool LinkDown, IpAddress? PrefSrc, byte Scope);
