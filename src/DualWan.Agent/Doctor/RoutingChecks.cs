using System.Globalization;
using DualWan.Agent.Control;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Doctor;

/// <summary>Routes, rules and interfaces of others that our layout has to live with.</summary>
internal static class RoutingChecks
{
    /// <summary>Our first rule (design.md section 5); what stands before it decides before us.</summary>
    private const uint OurFirstRule = 20001;

    /// <summary>RT_TABLE_LOCAL and RT_TABLE_UNSPEC of include/uapi/linux/rtnetlink.h.</summary>
    private const uint LocalTable = 255;

    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new(
            "reject-default-in-main", Severity.Warning, "a reject default in the main table",
            "It would end every route lookup. The agent puts a 'throw default' before it while it runs (K-01).",
            "Remove it where it comes from (a kill switch, strongSwan, a blackhole route), if nothing needs it",
            RejectDefaults),
        new(
            "same-metric-defaults", Severity.Warning, "two default routes with the same metric",
            "Which one the kernel takes for traffic outside our rules depends on which came first.",
            "Give each uplink's default its own metric: RouteMetric= (networkd), ipv4.route-metric (NetworkManager)",
            SameMetric),
        new(
            "catch-all-rule", Severity.Warning, "a routing rule takes traffic before ours",
            "Everything that its table has a route for, and it has a default, never reaches our rules: it does not "
                + "fail over.",
            "Wanted for a full-tunnel VPN or an exit node; else remove the rule, or give it a priority above 20900",
            CatchAllRules),
        new(
            "ipv6-bypass", Severity.Warning, "IPv6 leaves by the kernel's own default route",
            "With 'ipv6: pass' it is neither balanced by these rules nor failed over (T-115).",
            "If that is not wanted: 'ipv6: block' in the policy",
            IPv6Bypass),
        new(
            "vrf-member", Severity.Error, "an interface of the policy belongs to a VRF",
            "Its traffic is looked up at rule 1000, long before ours: it can't be an uplink or a LAN (K-35).",
            "Take it out of the VRF (ip link set NAME nomaster)",
            VrfMembers),
        new(
            "vrf-present", Severity.Note, "this box has a VRF",
            "Traffic inside it never meets our rules.",
            "Nothing, if that is meant",
            static input => input.Kernel.Links.Where(static l => l.Kind == "vrf")
            .Select(static l => new Finding(l.Name))),
        new(
            "networks-overlap", Severity.Error, "a LAN and an uplink have the same network",
            "The connected route of one hides the other: the modem's page or its gateway can't be reached (G-18).",
            "Renumber the LAN (or the modem): two networks must not overlap",
            Overlaps),
        new(
            "rp-filter-strict", Severity.Note, "reverse path filtering is strict on an uplink",
            "Strict filtering drops answers that come in by the uplink that is not the best one. The agent sets 2 "
                + "(loose) while it runs.",
            "So that nothing sets it back: net.ipv4.conf.all.rp_filter=2 in /etc/sysctl.d/",
            StrictReversePath),
    ];

    private static IEnumerable<Finding> RejectDefaults(DoctorInput input) => input.Kernel.ForeignRoutes
        .Where(static r => r.Table == KernelNumbers.MainTable && r.Destination.IsDefault
            && r.Type is KernelRouteType.Blackhole or KernelRouteType.Unreachable or KernelRouteType.Prohibit)
        // The kernel's own IPv6 reject at the highest metric is in every namespace (net/ipv6/route.c) and is meant.
        .Where(static r => !(r.Destination.Family == IpFamily.IPv6 && r.Metric == uint.MaxValue))
        .Select(static r => new Finding(
            string.Create(CultureInfo.InvariantCulture,
                $"{Word(r.Type)} default metric {r.Metric} ({Family(r.Destination)})"),
            string.Create(CultureInfo.InvariantCulture,
                $"If nothing needs it: ip {(r.Destination.Family == IpFamily.IPv6 ? "-6 " : "")}route del "
                    + $"{Word(r.Type)} default metric {r.Metric}")));

    private static IEnumerable<Finding> SameMetric(DoctorInput input) => input.Defaults()
        .GroupBy(static r => (r.Destination.Family, r.Metric))
        .Where(static g => g.Select(static r => r.Interface).Distinct().Count() > 1)
        .Select(static g => new Finding(string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(" and ", g.Select(static r => r.Interface).Distinct())}, metric {g.Key.Metric}")));

    private static IEnumerable<Finding> CatchAllRules(DoctorInput input)
    {
        foreach (var rule in input.Kernel.ForeignRules)
        {
            if (rule.Priority >= OurFirstRule || rule.Action != KernelRuleAction.Lookup
                || rule.SuppressPrefixLength is not null
                || rule.From is not null || rule.To is not null || rule.InInterface is not null
                || rule.OutInterface is not null
                || rule.Table is LocalTable or 0 or KernelNumbers.MainTable)
                continue;
            // wg-quick's rule is "not fwmark T lookup T"; other marked rules take only what their owner marked.
            if (rule.Mark is { } mark && mark != rule.Table)
                continue;
            var swallowed = input.Kernel.ForeignRoutes.FirstOrDefault(r =>
                r.Table == rule.Table && r.Destination.IsDefault && r.Destination.Family == rule.Family
                && r.Type == KernelRouteType.Unicast);
            if (swallowed is not null)
            {
                yield return new Finding(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rule.Priority} lookup {rule.Table}, default dev {swallowed.Interface ?? "?"} "
                        + $"({Family(rule.Family)})"));
            }
        }
    }

    private static IEnumerable<Finding> IPv6Bypass(DoctorInput input)
    {
        if (input.Config is null or { Settings.IPv6: not IPv6Policy.Pass })
            return [];
        return input.Defaults().Where(static r => r.Destination.Family == IpFamily.IPv6)
            .Select(static r => r.Interface!).Distinct().Select(static name => new Finding($"default by {name}"));
    }

    private static IEnumerable<Finding> VrfMembers(DoctorInput input)
    {
        foreach (var name in input.UplinkInterfaces.Concat(input.LanInterfaces).Distinct())
        {
            if (input.Link(name) is { Master: > 0 } link
                && input.Kernel.Links.FirstOrDefault(l => l.Index == link.Master) is { Kind: "vrf" } vrf)
                yield return new Finding($"{name} in {vrf.Name}", $"ip link set {name} nomaster");
        }
    }

    private static IEnumerable<Finding> Overlaps(DoctorInput input)
    {
        foreach (var lan in input.LanInterfaces)
        {
            foreach (var uplink in input.UplinkInterfaces.Where(u => u != lan))
            {
                var pairs = from inside in input.AddressesOf(lan)
                            from outside in input.AddressesOf(uplink)
                            where Overlap(inside.Address.Prefix, outside.Address.Prefix)
                            select new Finding($"{lan} {inside.Address} and {uplink} {outside.Address}");
                foreach (var finding in pairs)
                    yield return finding;
            }
        }
    }

    private static IEnumerable<Finding> StrictReversePath(DoctorInput input)
    {
        var all = input.Number("/proc/sys/net/ipv4/conf/all/rp_filter") ?? 0;
        foreach (var name in input.UplinkInterfaces)
        {
            // The kernel takes the larger of the two (Documentation/networking/ip-sysctl.rst).
            if (input.Number($"/proc/sys/net/ipv4/conf/{name}/rp_filter") is { } own && Math.Max(all, own) == 1)
                yield return new Finding(name);
        }
    }

    /// <summary>Link-local networks are on every interface and say nothing.</summary>
    private static bool Overlap(IpPrefix a, IpPrefix b) =>
        !a.Address.IsLinkLocal && a.Length > 0 && b.Length > 0 && !a.IsHost && !b.IsHost
        && (a.Contains(b) || b.Contains(a));

    private static string Family(IpPrefix prefix) => Family(prefix.Family);

    private static string Family(IpFamily family) => family == IpFamily.IPv6 ? "IPv6" : "IPv4";

    private static string Word(KernelRouteType type) => type switch
    {
        KernelRouteType.Blackhole => "blackhole",
        KernelRouteType.Prohibit => "prohibit",
        _ => "unreachable",
    };
}
