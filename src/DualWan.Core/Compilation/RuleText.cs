using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Compilation;

/// <summary>One filter or nat rule as nft text; more than one line where the families need different words.</summary>
internal static class RuleText
{
    private static readonly Dictionary<string, string> Rejects = new(StringComparer.Ordinal)
    {
        ["icmp-network-unreachable"] = "reject with icmpx type no-route",
        ["icmp-host-unreachable"] = "reject with icmpx type host-unreachable",
        ["icmp-port-unreachable"] = "reject with icmpx type port-unreachable",
        ["icmp-admin-prohibited"] = "reject with icmpx type admin-prohibited",
        ["tcp-reset"] = "reject with tcp reset",
    };

    public static IEnumerable<string> Filter(Entry<FilterRule> entry, CompileContext context)
    {
        var verdict = entry.Value.Action switch
        {
            FilterAction.Accept => "accept",
            FilterAction.Drop => "counter drop",
            FilterAction.Return => "return",
            FilterAction.Reject { With: var with } => Rejects.GetValueOrDefault(with),
            _ => null,
        };
        return Lines(entry, entry.Value.Match, verdict, null, context);
    }

    public static IEnumerable<string> Nat(Entry<NatRule> entry, CompileContext context)
    {
        var verdict = entry.Value.Action switch
        {
            // A policy tunnel's packets keep their addresses (kernel.md D22).
            NatAction.Masquerade => "rt ipsec missing masquerade",
            NatAction.SrcNat { To: { } to } => $"rt ipsec missing snat ip to {to}",
            NatAction.Accept => "accept",
            _ => null,
        };

        // NAT66 only where somebody asks for it (kernel.md row 29).
        return Lines(entry, entry.Value.Match, verdict, IpFamily.IPv4, context);
    }

    private static List<string> Lines<T>(
        Entry<T> entry, FirewallMatch match, string? verdict, IpFamily? only, CompileContext context)
        where T : notnull
    {
        var lines = new List<string>();
        foreach (var matchers in MatchText.Write(match, context.ListMembers, only))
        {
            if (matchers is not null && verdict is not null)
                lines.Add((matchers + " " + verdict).TrimStart());
        }

        if (lines.Count == 0)
            context.AddProblem(new Problem("unsupported-rule",
                "this rule can't be expressed yet and is left out", null, null, entry.Origin));
        return lines;
    }
}
