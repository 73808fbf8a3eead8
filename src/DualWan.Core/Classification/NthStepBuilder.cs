namespace DualWan.Core.Classification;

/// <summary>
/// Nth rules where each later one sees what the earlier left (NT-03): N,1 then N-1,1 then N-2,1. Each counts what
/// reaches it, so together they deal the packets out in turn, and one counter modulo N does the same.
/// </summary>
internal sealed class NthStepBuilder : StepBuilder
{
    private readonly EquatableArray<ClassifierCondition> _conditions;
    private readonly uint _every;

    private NthStepBuilder(EquatableArray<ClassifierCondition> conditions, uint every)
    {
        _conditions = conditions;
        _every = every;
    }

    public static NthStepBuilder? TryCreate(ClassifierRule rule)
    {
        if (Split(rule) is not { Nth.Packet: 1 } parts)
            return null;
        var builder = new NthStepBuilder(parts.Others, parts.Nth.Every);
        builder.TryAdd(rule);
        return builder;
    }

    public override GroupedStep Build() =>
        new GroupedStep.Nth(_conditions, _every, Rules.Select(static rule => rule.Verdict).ToEquatableArray());

    protected override bool Accepts(ClassifierRule rule) =>
        Rules.Count < _every && Split(rule) is { Nth.Packet: 1 } parts && parts.Others == _conditions
        && parts.Nth.Every == _every - Rules.Count;

    private static (EquatableArray<ClassifierCondition> Others, ClassifierCondition.Nth Nth)? Split(ClassifierRule rule)
    {
        if (!rule.Verdict.IsTerminal || rule.Conditions.IsEmpty
            || rule.Conditions[^1] is not ClassifierCondition.Nth nth)
            return null;
        var others = rule.Conditions.Items[..^1];
        return others.Any(static condition => condition.IsStateful) ? null : (new(others), nth);
    }
}
