using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>The next hop an uplink has in one family now; an uplink without one is absent from the facts.</summary>
/// <param name="Uplink">The uplink's name.</param>
/// <param name="Family">The family of the routes that may use it.</param>
/// <param name="Interface">The device.</param>
/// <param name="Gateway">Null: the device alone. May be of the other family (IPv4 by an IPv6 gateway).</param>
/// <param name="OnLink">The gateway lies in no network of the device.</param>
internal sealed record LearnedHop(
    string Uplink, IpFamily Family, string Interface, IpAddress? Gateway, bool OnLink = false);
