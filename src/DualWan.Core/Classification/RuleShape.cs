using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>A rule seen as a key and the rest: rules with equal shapes may share a map.</summary>
/// <param name="Fields">The fields that the rule names, in key order.</param>
/// <param name="SourceFamily">Of the source address in the key, or null.</param>
/// <param name="DestinationFamily">Of the destination address in the key, or null.</param>
/// <param name="Others">The conditions that are not part of a key.</param>
internal sealed record RuleShape(
    EquatableArray<KeyField> Fields, IpFamily? SourceFamily, IpFamily? DestinationFamily,
    EquatableArray<ClassifierCondition> Others)
{
    /// <summary>The shape, and the condition of each field; null where no map can stand for the rule.</summary>
    public static (RuleShape Shape, SortedDictionary<KeyField, ClassifierCondition> Keys)? Of(ClassifierRule rule)
    {
        if (!rule.Verdict.IsTerminal)
            return null;
        var keys = new SortedDictionary<KeyField, ClassifierCondition>();
        var others = new List<ClassifierCondition>();
        foreach (var condition in rule.Conditions)
        {
            if (condition.IsStateful)
                return null;
            if (FieldOf(condition) is not { } field || !keys.TryAdd(field, condition))
                others.Add(condition);
        }

        if (keys.Count == 0)
            return null;
        var shape = new RuleShape(keys.Keys.ToEquatableArray(), FamilyOf(keys, KeyField.Source),
            FamilyOf(keys, KeyField.Destination), others.ToEquatableArray());
        return (shape, keys);
    }

    private static IpFamily? FamilyOf(SortedDictionary<KeyField, ClassifierCondition> keys, KeyField field) =>
        keys.GetValueOrDefault(field) is ClassifierCondition.Address address ? address.Range.Family : null;

    private static KeyField? FieldOf(ClassifierCondition condition) => condition switch
    {
        ClassifierCondition.InInterface { Negated: false } c when !c.Names.IsEmpty => KeyField.InInterface,
        ClassifierCondition.Protocol { Negated: false } => KeyField.Protocol,
        ClassifierCondition.Address { Negated: false } c =>
            c.Side == PacketSide.Source ? KeyField.Source : KeyField.Destination,
        ClassifierCondition.Ports { Negated: false, Side: PacketSide.Source } => KeyField.SourcePort,
        ClassifierCondition.Ports { Negated: false, Side: PacketSide.Destination } => KeyField.DestinationPort,
        _ => null,
    };
}
