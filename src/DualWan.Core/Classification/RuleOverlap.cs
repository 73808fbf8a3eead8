using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>What can be proved about two rules without a packet.</summary>
internal static class RuleOverlap
{
    /// <summary>Whether their order can't matter: no packet matches both, or both say the same of it.</summary>
    public static bool Commute(ClassifierRule first, ClassifierRule second) =>
        AreDisjoint(first, second) || SayTheSame(first, second);

    private static bool SayTheSame(ClassifierRule first, ClassifierRule second) =>
        first.Verdict.IsTerminal && first.Verdict == second.Verdict
        && !first.Conditions.Any(static condition => condition.IsStateful)
        && !second.Conditions.Any(static condition => condition.IsStateful);

    private static bool AreDisjoint(ClassifierRule first, ClassifierRule second)
    {
        foreach (var condition in first.Conditions)
        {
            foreach (var other in second.Conditions)
            {
                if (Exclude(condition, other))
                    return true;
            }
        }

        return false;
    }

    private static bool Exclude(ClassifierCondition first, ClassifierCondition second) => (first, second) switch
    {
        (ClassifierCondition.Address a, ClassifierCondition.Address b) => Exclude(a, b),
        (ClassifierCondition.Protocol a, ClassifierCondition.Protocol b) => a.Negated || b.Negated
            ? a.Negated != b.Negated && a.Number == b.Number
            : a.Number != b.Number,
        (ClassifierCondition.Protocol { Negated: false } a, ClassifierCondition.Ports) =>
            !PortProtocols.Contains(a.Number),
        (ClassifierCondition.Ports, ClassifierCondition.Protocol { Negated: false } b) =>
            !PortProtocols.Contains(b.Number),
        (ClassifierCondition.Ports { Negated: false } a, ClassifierCondition.Ports { Negated: false } b) =>
            a.Side != PacketSide.Either && a.Side == b.Side
            && !a.Ranges.Any(range => b.Ranges.Any(other => range.First <= other.Last && other.First <= range.Last)),
        (ClassifierCondition.InInterface { Negated: false } a, ClassifierCondition.InInterface { Negated: false } b) =>
            !a.Names.Any(b.Names.Contains),
        (ClassifierCondition.Dscp { Negated: false } a, ClassifierCondition.Dscp { Negated: false } b) =>
            a.Value != b.Value,
        (ClassifierCondition.State { Negated: false } a, ClassifierCondition.State { Negated: false } b) =>
            (a.States & b.States) == ConnectionStates.None,
        (ClassifierCondition.AddressType { Negated: false } a, ClassifierCondition.AddressType { Negated: false } b) =>
            a.Side == b.Side && (a.Types & b.Types) == AddressTypes.None,
        (ClassifierCondition.Pcc { Negated: false } a, ClassifierCondition.Pcc { Negated: false } b) =>
            a.Fields == b.Fields && a.Denominator == b.Denominator && a.Remainder != b.Remainder,
        _ => false,
    };

    private static bool Exclude(ClassifierCondition.Address a, ClassifierCondition.Address b)
    {
        // A named address, negated or not, and of either end, binds the family.
        if (a.Range.Family != b.Range.Family)
            return true;
        if (a.Side != b.Side)
            return false;
        if (a.Negated && b.Negated)
            return false;
        if (a.Negated || b.Negated)
        {
            var (outer, inner) = a.Negated ? (a.Range, b.Range) : (b.Range, a.Range);
            return inner.First >= outer.First && inner.Last <= outer.Last;
        }

        return a.Range.Last < b.Range.First || b.Range.Last < a.Range.First;
    }
}
