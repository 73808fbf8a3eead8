using System.Collections.Immutable;

namespace DualWan.Core.Reconciliation;

/// <summary>The policy rule part of a plan. A rule is never replaced: added, then the old one deleted.</summary>
internal sealed record RuleChanges(ImmutableArray<KernelOperation> Additions, ImmutableArray<KernelOperation> Removals)
{
    public static RuleChanges Between(EquatableArray<KernelRule> wanted, KernelSnapshot actual)
    {
        // Who has an equal rule of his own saves us ours; ours comes when his goes.
        var foreign = actual.ForeignRules.Select(Normal).ToHashSet();
        var missing = new HashSet<KernelRule>();
        foreach (var rule in wanted)
            missing.Add(Normal(rule));
        var removals = new List<KernelRule>();
        foreach (var rule in actual.Rules)
        {
            // A deletion says less than such a rule holds, and could hit another one.
            if (!missing.Remove(Normal(rule)) && !rule.HasOtherSelectors)
                removals.Add(rule);
        }

        var additions = wanted.Where(rule => missing.Contains(Normal(rule)) && !foreign.Contains(Normal(rule)));
        return new RuleChanges(
            [.. additions.OrderBy(Stage).Select(rule => new KernelOperation.AddRule(rule))],
            [.. removals.OrderByDescending(Stage).Select(rule => new KernelOperation.DeleteRule(rule))]);
    }

    /// <summary>
    /// Main without its default first: without it the catch-all sends what comes back for the LAN out again. Then the
    /// catch-all, the bound and classified, the pinned last: with any number of them in place a packet whose rule is
    /// missing falls through to the catch-all (kernel.md section 4).
    /// </summary>
    private static int Stage(KernelRule rule) => rule.Priority switch
    {
        >= 20600 => 1,
        >= 20200 => 2,
        >= 20100 => 0,
        _ => 3,
    };

    private static KernelRule Normal(KernelRule rule) =>
        rule.Mark is null ? rule : rule with { Mask = rule.Mask ?? uint.MaxValue };
}
