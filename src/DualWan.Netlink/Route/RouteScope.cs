namespace DualWan.Netlink.Route;

/// <summary>RT_SCOPE_*: how far away a destination is (include/uapi/linux/rtnetlink.h).</summary>
internal enum RouteScope : byte
{
    Universe = 0,
    Site = 200,
    Link = 253,
    Host = 254,
    Nowhere = 255,
}
