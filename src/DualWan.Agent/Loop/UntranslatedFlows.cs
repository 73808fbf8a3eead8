using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Conntrack;

namespace DualWan.Agent.Loop;

/// <summary>
/// Connections that began while nothing translated: before the first start on a box that forwarded already, or after a
/// foreign <c>nft flush ruleset</c>. The kernel gives NAT to a connection's first packet or never (kernel.md row 30),
/// and a phone's keepalive keeps such an entry alive for ever, with its private source, unanswered.
/// </summary>
internal static class UntranslatedFlows
{
    private const ConntrackStatus Settled =
        ConntrackStatus.SeenReply | ConntrackStatus.SourceNat | ConntrackStatus.DestinationNat;

    /// <summary>
    /// What nobody has answered, from somebody else's address to somewhere that is no network of this box. One that is
    /// answered has a way back as it is, and is left alone (K-08).
    /// </summary>
    public static Func<ConntrackFlow, bool> Among(KernelSnapshot snapshot)
    {
        var networks = snapshot.Addresses
            .Where(static fact => fact.Address.Family == IpFamily.IPv4)
            .Select(static fact => fact.Address)
            .ToArray();
        return flow => flow.Original.Family == IpFamily.IPv4 && (flow.Status & Settled) == 0
            && !Array.Exists(networks, own => own.Address == flow.Original.Source
                || own.Prefix.Contains(flow.Original.Destination));
    }
}
