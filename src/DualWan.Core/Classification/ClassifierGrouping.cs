namespace DualWan.Core.Classification;

/// <summary>
/// The optimisation pass: rules of one shape become one lookup. A rule joins an earlier group only where no rule
/// between them could have said otherwise for any packet; the property test "grouped = linear" holds it to that.
/// </summary>
internal static class ClassifierGrouping
{
    /// <summary>How many rules a rule is compared with on its way up; keeps the pass near linear.</summary>
    private const int MaxComparisons = 512;

    public static GroupedProgram Group(ClassifierProgram program) =>
        new(program.Chains.Select(GroupChain).ToEquatableArray()) { Seed = program.Seed };

    private static GroupedChain GroupChain(ClassifierChain chain)
    {
        var groups = new List<StepBuilder>();
        foreach (var rule in chain.Rules)
        {
            if (!Join(groups, rule))
                groups.Add(StepBuilder.For(rule));
            // What stands behind a rule that takes everything never gets a packet.
            if (rule.Conditions.IsEmpty && rule.Verdict.IsTerminal)
                break;
        }

        var steps = groups.Select(static group => group.Build()).ToList();
        return new GroupedChain(chain.Name, StepHoisting.Hoist(steps).ToEquatableArray());
    }

    private static bool Join(List<StepBuilder> groups, ClassifierRule rule)
    {
        var comparisons = 0;
        for (var i = groups.Count - 1; i >= 0; i--)
        {
            if (groups[i].TryAdd(rule))
                return true;
            comparisons += groups[i].Rules.Count;
            if (comparisons > MaxComparisons || !groups[i].Rules.All(other => RuleOverlap.Commute(other, rule)))
                return false;
        }

        return false;
    }
}
