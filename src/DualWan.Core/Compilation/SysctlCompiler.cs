using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>The sysctls that the layout needs, and no others; which of them depend on what the box has now.</summary>
internal static class SysctlCompiler
{
    public const string IPv4Forwarding = "net/ipv4/ip_forward";

    private const string AllReversePath = "net/ipv4/conf/all/rp_filter";
    private const string HashPolicy = "net/ipv4/fib_multipath_hash_policy";

    /// <summary>What must be read before the settings can be computed.</summary>
    public static EquatableArray<string> KeysFor(RouterConfig config) =>
    [
        IPv4Forwarding, AllReversePath, HashPolicy,
        .. config.Uplinks.SelectMany(static entry => new[]
        {
            PerInterface(entry.Value.Interface, "rp_filter"),
            PerInterface(entry.Value.Interface, "arp_ignore"),
            PerInterface(entry.Value.Interface, "arp_announce"),
        }),
    ];

    public static EquatableArray<SysctlSetting> Settings(CompileContext context)
    {
        var settings = ImmutableArray.CreateBuilder<SysctlSetting>();
        foreach (var uplink in context.Uplinks.Where(static uplink => uplink.Link is not null))
        {
            AddReversePath(context, uplink, settings);
            if (SharesNetwork(context, uplink))
            {
                settings.Add(new SysctlSetting(PerInterface(uplink.Interface, "arp_ignore"), "1"));
                settings.Add(new SysctlSetting(PerInterface(uplink.Interface, "arp_announce"), "2"));
            }
        }

        if (context.Settings.Balance == BalanceMethod.Ecmp)
            settings.Add(new SysctlSetting(HashPolicy, context.Settings.HashPorts ? "1" : "0"));
        return EquatableArray.From(settings.ToImmutable());
    }

    /// <summary>A box with a LAN is a router; one without is a host and forwards nothing.</summary>
    public static EquatableArray<SysctlSetting> Forwarding(CompileContext context) =>
        context.ListMembers(InterfaceListMember.Lan).Any() ? [new SysctlSetting(IPv4Forwarding, "1")] : [];

    public static string PerInterface(string name, string key) => $"net/ipv4/conf/{name}/{key}";

    /// <summary>Strict reverse path filtering drops what comes in by any line but the best (kernel.md row 17); the
    /// larger of <c>all</c> and the interface counts, so the interface's 2 wins over a 1 of <c>all</c>.</summary>
    private static void AddReversePath(
        CompileContext context, NumberedUplink uplink, ImmutableArray<SysctlSetting>.Builder settings)
    {
        var key = PerInterface(uplink.Interface, "rp_filter");
        var values = context.Observations.Sysctls;
        var strict = values.GetValueOrDefault(AllReversePath) == "1" || values.GetValueOrDefault(key) == "1";
        if (strict || values.GetValueOrDefault(key) == "2")
            settings.Add(new SysctlSetting(key, "2"));
    }

    /// <summary>Both lines in one network: each must answer ARP for its own address only (kernel.md row 26).</summary>
    private static bool SharesNetwork(CompileContext context, NumberedUplink uplink)
    {
        var own = context.Observations.AddressesOf(uplink.Interface).Select(static fact => fact.Address.Prefix)
            .ToList();
        return context.Uplinks.Any(other => other.Interface != uplink.Interface
            && context.Observations.AddressesOf(other.Interface)
                .Any(fact => own.Exists(prefix => Overlap(prefix, fact.Address.Prefix))));
    }

    /// <summary>ARP is IPv4's; fe80::/64 is on every interface and says nothing.</summary>
    private static bool Overlap(IpPrefix a, IpPrefix b) =>
        a.Family == IpFamily.IPv4 && !a.IsHost && !b.IsHost && (a.Contains(b) || b.Contains(a));
}
