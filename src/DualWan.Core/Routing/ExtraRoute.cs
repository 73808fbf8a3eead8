using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>
/// A route of main that is not in the config (a DHCP client's, a routing daemon's): gateways may resolve through it, it
/// is never part of the result.
/// </summary>
internal sealed record ExtraRoute(IpPrefix Prefix, string Interface, IpAddress? Gateway)
{
    public byte Distance { get; init; } = 1;

    /// <summary>30 as for static routes (SC-01); a network without a gateway is connected, 10.</summary>
    public byte Scope { get; init; } = 30;
}
