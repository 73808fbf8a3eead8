using DualWan.Core.Net;

namespace DualWan.Netlink.Route;

/// <summary>One hop of a multipath route. <see cref="Weight"/> is 1 to 256; the gateway may be of the other
/// family.</summary>
internal sealed record RouteHop(
    int OutInterface, IpAddress? Gateway, int Weight = 1, RouteFlags Flags = RouteFlags.None);
