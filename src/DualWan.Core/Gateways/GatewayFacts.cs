using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Gateways;

/// <summary>What the kernel says that a next hop can be learned from, for one interface.</summary>
/// <param name="Carrier">False: nothing is learned or held.</param>
/// <param name="Connected">The networks of its usable addresses, and the host prefix of each peer.</param>
/// <param name="Routes">
/// Others' routes of any table; those that are no default by this interface are passed over.
/// </param>
internal sealed record GatewayFacts(
    string Interface, bool Carrier, EquatableArray<IpPrefix> Connected, EquatableArray<ForeignRoute> Routes)
{
    /// <summary>Takes one interface's part of a snapshot.</summary>
    public static GatewayFacts Of(KernelSnapshot snapshot, string name)
    {
        var link = snapshot.Links.FirstOrDefault(candidate => candidate.Name == name);
        if (link is null)
            return new(name, false, [], []);
        List<IpPrefix> connected = [];
        foreach (var fact in snapshot.Addresses)
        {
            if (fact.LinkIndex != link.Index || !fact.Usable)
                continue;
            connected.Add(fact.Address.Prefix);
            if (fact.Peer is { } peer)
                connected.Add(IpPrefix.Host(peer));
        }

        return new(name, link.Carrier, [.. connected],
            [.. snapshot.ForeignRoutes.Where(route => route.Interface == name)]);
    }
}
