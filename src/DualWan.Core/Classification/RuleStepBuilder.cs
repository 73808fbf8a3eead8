namespace DualWan.Core.Classification;

/// <summary>A rule that shares its lookup with no other.</summary>
internal sealed class RuleStepBuilder : StepBuilder
{
    public RuleStepBuilder(ClassifierRule rule) => TryAdd(rule);

    public override GroupedStep Build() => new GroupedStep.Rule(Rules[0].Conditions, Rules[0].Verdict);

    /// <summary>Also a repetition of a terminal rule, which never gets a packet.</summary>
    protected override bool Accepts(ClassifierRule rule) => Rules.Count == 0
        || (Rules[0].Verdict.IsTerminal && rule.Conditions == Rules[0].Conditions
            && !rule.Conditions.Any(static condition => condition.IsStateful));
}
