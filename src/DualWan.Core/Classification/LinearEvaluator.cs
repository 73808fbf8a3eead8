using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>
/// Runs a program rule by rule: plain, slow, obviously right. The measure of every optimisation, and what
/// <c>explain</c> asks.
/// </summary>
internal sealed class LinearEvaluator(
    ClassifierProgram program, IReadOnlyDictionary<string, EquatableArray<IpRange>> lists, ClassifierState state)
{
    private RouteMark? _mark;
    private ClassifierRule? _decidedBy;

    /// <summary>The mark the packet leaves with, or null; and the rule that wrote it or let the packet go, or
    /// null.</summary>
    public static RouteMark? Evaluate(
        ClassifierProgram program, PacketView packet, IReadOnlyDictionary<string, EquatableArray<IpRange>> lists,
        ClassifierState state) =>
        new LinearEvaluator(program, lists, state).Run(packet).Mark;

    public (RouteMark? Mark, ClassifierRule? Rule) Run(PacketView packet)
    {
        (_mark, _decidedBy) = (null, null);
        RunChain(program.Entry, packet);
        return (_mark, _decidedBy);
    }

    /// <summary>False where the packet is done for good.</summary>
    private bool RunChain(ClassifierChain chain, PacketView packet)
    {
        for (var i = 0; i < chain.Rules.Count; i++)
        {
            var rule = chain.Rules[i];
            if (!MatchesAll(rule, chain.Name, i, packet))
                continue;
            switch (rule.Verdict)
            {
                case ClassifierVerdict.Assign assign:
                    (_mark, _decidedBy) = (assign.Mark, rule);
                    return false;
                case ClassifierVerdict.Set set:
                    (_mark, _decidedBy) = (set.Mark, rule);
                    break;
                case ClassifierVerdict.Accept:
                    _decidedBy ??= rule;
                    return false;
                case ClassifierVerdict.Return:
                    return true;
                case ClassifierVerdict.Jump jump:
                    if (!RunChain(program.Chains.First(other => other.Name == jump.Chain), packet))
                        return false;
                    break;
            }
        }

        return true;
    }

    private bool MatchesAll(ClassifierRule rule, string chain, int index, PacketView packet)
    {
        foreach (var condition in rule.Conditions)
        {
            if (!Matches(condition, chain, index, packet))
                return false;
        }

        return true;
    }

    private bool Matches(ClassifierCondition condition, string chain, int index, PacketView packet) => condition switch
    {
        ClassifierCondition.Address c => packet.Family == c.Range.Family
            && c.Range.Contains(Side(packet, c.Side)) != c.Negated,
        ClassifierCondition.AddressList c => IsListed(c.List, Side(packet, c.Side)) != c.Negated,
        ClassifierCondition.AddressType c => c.Types.HasFlag(
            c.Side == PacketSide.Source ? packet.SourceType : packet.DestinationType) != c.Negated,
        ClassifierCondition.InInterface c => (packet.InInterface is { } name && c.Names.Contains(name)) != c.Negated,
        ClassifierCondition.Protocol c => (packet.Protocol == c.Number) != c.Negated,
        ClassifierCondition.Ports c => packet.HasPorts && MatchesPorts(c, packet) != c.Negated,
        ClassifierCondition.Dscp c => (packet.Dscp == c.Value) != c.Negated,
        ClassifierCondition.State c => c.States.HasFlag(packet.State) != c.Negated,
        ClassifierCondition.Random c => state.NextPercent() < c.Percent,
        ClassifierCondition.Nth c => state.Count(chain, index, c.Every) == c.Packet - 1,
        ClassifierCondition.Pcc c => (PerConnectionHash.NftBucket(packet, c.Fields, c.Denominator, program.Seed)
            == c.Remainder) != c.Negated,
        _ => throw new InvalidOperationException($"unknown condition {condition}"),
    };

    private static IpAddress Side(PacketView packet, PacketSide side) =>
        side == PacketSide.Source ? packet.Source : packet.Destination;

    private static bool MatchesPorts(ClassifierCondition.Ports condition, PacketView packet)
    {
        foreach (var range in condition.Ranges)
        {
            if (condition.Side != PacketSide.Destination && range.Contains(packet.SourcePort))
                return true;
            if (condition.Side != PacketSide.Source && range.Contains(packet.DestinationPort))
                return true;
        }

        return false;
    }

    private bool IsListed(string list, IpAddress address)
    {
        if (!lists.TryGetValue(list, out var ranges))
            return false;
        foreach (var range in ranges)
        {
            if (range.Contains(address))
                return true;
        }

        return false;
    }
}
