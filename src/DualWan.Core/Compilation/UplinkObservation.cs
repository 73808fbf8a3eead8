using DualWan.Core.Net;
using DualWan.Core.Routing;

namespace DualWan.Core.Compilation;

/// <summary>What is known of an uplink now.</summary>
/// <param name="Name">The uplink's name.</param>
/// <param name="IPv4">Its next hop, or null where it has none (no carrier, no address, no gateway).</param>
/// <param name="IPv6">The same for IPv6.</param>
/// <param name="Forwards">Connections that are on it may go on: it is not down.</param>
/// <param name="AcceptsNew">New connections may be given to it: it is neither draining, nor degraded beside a healthy
/// one, nor waiting for its failback.</param>
internal sealed record UplinkObservation(
    string Name, LearnedHop? IPv4, LearnedHop? IPv6, bool Forwards, bool AcceptsNew)
{
    public LearnedHop? Hop(IpFamily family) => family == IpFamily.IPv4 ? IPv4 : IPv6;
}
