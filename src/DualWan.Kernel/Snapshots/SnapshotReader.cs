using System.Collections.Immutable;
using DualWan.Core;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Sysctls;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Snapshots;

/// <summary>
/// Reads what the kernel has. Interrupted dumps are repeated below this; between two dumps things may change, and then
/// an event follows that asks for the next reading.
/// </summary>
internal sealed class SnapshotReader(RouteNetlink route, LinkTable links, NftReader nft, SysctlFiles sysctls)
{
    // include/uapi/linux/rtnetlink.h RT_TABLE_LOCAL: the kernel's own.
    private const uint LocalTable = 255;

    public KernelSnapshot Read(SnapshotRequest request)
    {
        var allLinks = route.DumpLinks();
        links.Replace(allLinks);
        var nextHops = route.DumpNextHops();
        var byId = nextHops.ToDictionary(hop => hop.Id);
        var ours = nextHops.Where(hop => hop.Protocol == KernelNumbers.Protocol).OrderBy(hop => hop.Id).ToArray();
        var routes = route.DumpRoutes();
        var rules = route.DumpRules();
        return new KernelSnapshot
        {
            Links = [.. allLinks.OrderBy(link => link.Index).Select(KernelFacts.Link)],
            Addresses = [.. route.DumpAddresses().Select(KernelFacts.Address)],
            NextHops = [.. ours.Where(hop => !hop.IsGroup).Select(hop => KernelFacts.NextHop(hop, links))],
            Groups = [.. ours.Where(hop => hop.IsGroup).Select(KernelFacts.Group)],
            Routes = [.. routes.Where(IsOurs).Select(found => KernelFacts.Route(found, links))],
            ForeignRoutes =
            [
                .. routes.Where(IsOfInterest).SelectMany(found => KernelFacts.Foreign(found, byId, links)),
            ],
            Rules = [.. rules.Where(rule => rule.Protocol == KernelNumbers.Protocol).Select(KernelFacts.Rule)],
            ForeignRules = [.. rules.Where(rule => rule.Protocol != KernelNumbers.Protocol).Select(KernelFacts.Rule)],
            Nft = nft.Read(request.Elements),
            Sysctls = ReadSysctls(request.SysctlKeys),
        };
    }

    private static bool IsOurs(RouteMessage route) => route.Protocol == KernelNumbers.Protocol;

    private static bool IsOfInterest(RouteMessage route) => !IsOurs(route) && (route.Flags & RouteFlags.Cloned) == 0
        && (route.Table == KernelNumbers.MainTable || (route.Destination.IsDefault && route.Table != LocalTable));

    private ImmutableDictionary<string, string> ReadSysctls(EquatableArray<string> keys)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (sysctls.TryRead(key) is { } value)
                values[key] = value;
        }

        return values.ToImmutable();
    }
}
