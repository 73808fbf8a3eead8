using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>What one check asks: routes with equal keys share one probe and one verdict.</summary>
/// <param name="Check">Ping, Arp or Uplink; never None.</param>
/// <param name="Gateway">The probed address; null for an uplink's health.</param>
/// <param name="Interface">Where the gateway is bound to a device; null where the RIB resolves it.</param>
internal readonly record struct CheckKey(GatewayCheck Check, IpAddress? Gateway = null, string? Interface = null);
