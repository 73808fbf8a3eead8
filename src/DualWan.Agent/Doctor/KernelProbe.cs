using System.Text;
using DualWan.Kernel.Explaining;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Netfilter;

namespace DualWan.Agent.Doctor;

/// <summary>Asks the kernel what it can do, without changing anything: nf_tables transactions that are never
/// committed.</summary>
internal static class KernelProbe
{
    private const int Permission = 1;

    /// <summary>What the classifier and the packet path need, as a rule each.</summary>
    private static readonly (string Name, string Hook, string Rule)[] Needed =
    [
        ("jhash", "type filter hook prerouting priority -140", "meta mark set jhash ip saddr . ip daddr mod 2"),
        ("ct mark", "type filter hook prerouting priority -140", "ct mark set ct mark and 0x00ffffff or 0x81000000"),
        ("fib", "type filter hook prerouting priority -140", "fib daddr type local return"),
        ("verdict maps", "type filter hook prerouting priority -140", "iifname vmap { \"lo\" : accept }"),
        ("type route", "type route hook output priority -140", "ct direction original accept"),
        ("reject with tcp reset", "type filter hook forward priority -5", "meta l4proto tcp reject with tcp reset"),
        ("masquerade", "type nat hook postrouting priority 100", "meta nfproto ipv4 masquerade"),
        ("rt mtu", "type filter hook forward priority -5", "tcp flags syn tcp option maxseg size set rt mtu"),
    ];

    /// <summary>Without CAP_NET_ADMIN nothing is tried: libnftables would write its complaint to the
    /// terminal.</summary>
    public static KernelFeatures Features(IBoxReader box)
    {
        if (!ProcessRights.Has(box, ProcessRights.NetAdmin))
            return new KernelFeatures(false, null, null);
        try
        {
            if (!Accepts("", out var error))
            {
                return error.Contains("Operation not permitted", StringComparison.Ordinal)
                    ? new KernelFeatures(false, null, null)
                    : new KernelFeatures(true, null, ["nf_tables itself"]);
            }

            return new KernelFeatures(
                true, null, [.. Needed.Where(static n => !Accepts($"chain c {{\n{n.Hook};\n{n.Rule}\n}}", out _))
                    .Select(static n => n.Name)]);
        }
        catch (NftablesUnavailableException)
        {
            return new KernelFeatures(true, "the library is not installed, or too old", null);
        }
    }

    /// <summary>The chains of every table but ours; none where the caller may not look.</summary>
    public static IReadOnlyList<ForeignChain> Chains()
    {
        try
        {
            using var nft = NftablesNetlink.Open();
            return
            [
                .. nft.ListTables().Where(static t => t.Name != Core.Reconciliation.KernelNumbers.NftTable)
                    .SelectMany(t => nft.ListChains(t.Family, t.Name))
                    .Where(static c => FamilyWord(c.Family) is not null).Select(c => Chain(nft, c)),
            ];
        }
        catch (NetlinkException e) when (e.Is(Permission))
        {
            return [];
        }
    }

    private static ForeignChain Chain(NftablesNetlink nft, NftChain chain)
    {
        var hook = chain.Hook is { } own ? HookWord(own.Number) : null;
        // NF_DROP is 0 (include/uapi/linux/netfilter.h).
        var policy = chain is { Hook: not null, Policy: 0 };
        // A static DROP at the end of FORWARD, behind which Docker appends its own rules (report 41).
        var rule = !policy && hook == "forward" && nft.ListRuleBodies(chain.Family, chain.Table)
            .Any(body => body.Chain == chain.Name && DropsEverything(body));
        return new ForeignChain(FamilyWord(chain.Family)!, chain.Table, chain.Name, hook, policy || rule, rule);
    }

    /// <summary>Nothing that could let a packet by before the verdict: counters and logs only.</summary>
    private static bool DropsEverything(NftRuleBody rule) =>
        rule.Expressions is [.., var last]
        && rule.Expressions.SkipLast(1).All(static one => one.Name is "counter" or "log")
        && (last.Name == "reject"
            // NFTA_IMMEDIATE_DATA 2 (include/uapi/linux/netfilter/nf_tables.h).
            || (last.Name == "immediate" && new NftAttributes(last.Attributes.Span).Verdict(2, out _) == 0));

    private static string? FamilyWord(NftFamily family) => family switch
    {
        NftFamily.Inet => "inet",
        NftFamily.IPv4 => "ip",
        NftFamily.IPv6 => "ip6",
        _ => null,
    };

    private static string HookWord(uint number) => number switch
    {
        0 => "prerouting",
        1 => "input",
        2 => "forward",
        3 => "output",
        _ => "postrouting",
    };

    private static bool Accepts(string chain, out string error)
    {
        var result = NftablesContext.Run(Encoding.UTF8.GetBytes($"table inet dualwan-doctor {{\n{chain}\n}}\n"),
            dryRun: true);
        error = result.Error;
        return result.Succeeded;
    }
}
