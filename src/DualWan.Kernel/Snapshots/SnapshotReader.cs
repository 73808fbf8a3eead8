using System.Collections.Immutable;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Sysctls;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
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
        var routes = OfBothFamilies(family => route.DumpRoutes(new RouteFilter(family)), found => found.Family);
        var rules = OfBothFamilies(family => route.DumpRules(family), found => found.Family);
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

    /// <summary>A kernel that was booted without IPv6 refuses to list it, or answers with IPv4's.</summary>
    private static List<T> OfBothFamilies<T>(Func<IpFamily, IReadOnlyList<T>> dump, Func<T, IpFamily> familyOf)
    {
        var all = new List<T>(dump(IpFamily.IPv4));
        try
        {
            all.AddRange(dump(IpFamily.IPv6).Where(found => familyOf(found) == IpFamily.IPv6));
        }
        catch (NetlinkException e) when (e.Is(Errno.EAFNOSUPPORT) || e.Is(Errno.EOPNOTSUPP))
        {
            // Nothing to list.
        }

        return all;
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
