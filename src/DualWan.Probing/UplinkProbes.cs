using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Probing;

/// <summary>Everything the engine knows of one uplink.</summary>
/// <param name="Targets">The monitors; a result names its monitor by the index here.</param>
/// <param name="DnsServers">
/// Asked, through this uplink, for the host names in URLs; empty = <see cref="Dns.BoundResolver.FallbackServers"/>.
/// </param>
internal sealed record UplinkProbes(
    string Uplink, ProbeBinding Binding, EquatableArray<MonitorTarget> Targets, EquatableArray<IpAddress> DnsServers);
