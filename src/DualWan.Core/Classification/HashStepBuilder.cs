using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>PCC rules of the same fields, denominator and other conditions: one hash, one map.</summary>
internal sealed class HashStepBuilder : StepBuilder
{
    private readonly EquatableArray<ClassifierCondition> _conditions;
    private readonly PccFields _fields;
    private readonly uint _denominator;
    private readonly Dictionary<uint, ClassifierVerdict> _entries = [];

    private HashStepBuilder(EquatableArray<ClassifierCondition> conditions, ClassifierCondition.Pcc pcc)
    {
        _conditions = conditions;
        _fields = pcc.Fields;
        _denominator = pcc.Denominator;
    }

    public static HashStepBuilder? TryCreate(ClassifierRule rule)
    {
        if (Split(rule) is not { } parts)
            return null;
        var builder = new HashStepBuilder(parts.Others, parts.Pcc);
        builder.TryAdd(rule);
        return builder;
    }

    public override GroupedStep Build() => new GroupedStep.Hash(_conditions, _fields, _denominator,
        _entries.OrderBy(static entry => entry.Key)
            .Select(static entry => new HashEntry(entry.Key, entry.Value))
            .ToEquatableArray());

    protected override bool Accepts(ClassifierRule rule)
    {
        if (Split(rule) is not { } parts || parts.Pcc.Fields != _fields || parts.Pcc.Denominator != _denominator
            || parts.Others != _conditions)
            return false;
        // The first rule of a bucket has it, but one that jumps may come back to the second.
        if (_entries.TryGetValue(parts.Pcc.Remainder, out var taken))
            return taken.IsTerminal;
        _entries.Add(parts.Pcc.Remainder, rule.Verdict);
        return true;
    }

    private static (EquatableArray<ClassifierCondition> Others, ClassifierCondition.Pcc Pcc)? Split(ClassifierRule rule)
    {
        if (rule.Verdict is ClassifierVerdict.Set || rule.Conditions.IsEmpty
            || rule.Conditions[^1] is not ClassifierCondition.Pcc { Negated: false } pcc)
            return null;
        var others = rule.Conditions.Items[..^1];
        return others.Any(static condition => condition.IsStateful) ? null : (new(others), pcc);
    }
}
