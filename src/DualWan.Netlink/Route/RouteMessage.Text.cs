using DualWan.Core.Net;

namespace DualWan.Netlink.Route;

/// <content>The text of <c>ip route</c>, with interfaces by their index.</content>
internal sealed partial record RouteMessage
{
    public override string ToString() => Words.Join(
        "route",
        Type == RouteType.Unicast ? null : Type.ToString().ToLowerInvariant(),
        Destination.IsDefault ? Family == IpFamily.IPv4 ? "default" : "default (IPv6)" : Destination.ToString(),
        Words.Of("from", Source),
        Words.Unless0("nhid", NextHopId),
        Words.Of("via", Gateway),
        Words.Unless0("dev", OutInterface),
        (Flags & RouteFlags.OnLink) != 0 ? "onlink" : null,
        string.Join(' ', Hops.Select(h => $"nexthop via {h.Gateway} dev {h.OutInterface} weight {h.Weight}")),
        $"table {Table} proto {Protocol}",
        Words.Unless0("metric", Priority),
        Words.Of("src", PreferredSource),
        Words.Unless0("mtu", Mtu));
}
