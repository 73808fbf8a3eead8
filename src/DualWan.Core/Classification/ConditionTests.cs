using System.Collections;
using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>Conditions as tests on tables, for the grouped evaluator.</summary>
internal static class ConditionTests
{
    public static ConditionTest For(
        ClassifierCondition condition, (string Chain, int Index) place, uint seed, AddressTables tables)
    {
        switch (condition)
        {
            case ClassifierCondition.Address c:
                return ForAddress(c);
            case ClassifierCondition.AddressList { Side: PacketSide.Source } c:
                return (packet, _) => c.Negated ^ tables.Contains(c.List, packet.Source);
            case ClassifierCondition.AddressList c:
                return (packet, _) => c.Negated ^ tables.Contains(c.List, packet.Destination);
            case ClassifierCondition.AddressType { Side: PacketSide.Source } c:
                return (packet, _) => c.Negated ^ ((packet.SourceType & c.Types) == packet.SourceType);
            case ClassifierCondition.AddressType c:
                return (packet, _) => c.Negated ^ ((packet.DestinationType & c.Types) == packet.DestinationType);
            case ClassifierCondition.InInterface c:
                var names = c.Names.ToHashSet(StringComparer.Ordinal);
                return (packet, _) => c.Negated ^ (packet.InInterface is { } name && names.Contains(name));
            case ClassifierCondition.Protocol c:
                return (packet, _) => c.Negated ? packet.Protocol != c.Number : packet.Protocol == c.Number;
            case ClassifierCondition.Ports c:
                return ForPorts(c);
            case ClassifierCondition.Dscp c:
                return (packet, _) => c.Negated ? packet.Dscp != c.Value : packet.Dscp == c.Value;
            case ClassifierCondition.State c:
                return (packet, _) => c.Negated ^ ((packet.State & c.States) == packet.State);
            case ClassifierCondition.Random c:
                return (_, state) => c.Percent > state.NextPercent();
            case ClassifierCondition.Nth c:
                return (_, state) => state.Count(place.Chain, place.Index, c.Every) + 1 == c.Packet;
            case ClassifierCondition.Pcc c:
                return (packet, _) => c.Negated ^
                    (PerConnectionHash.NftBucket(packet, c.Fields, c.Denominator, seed) == c.Remainder);
            default:
                throw new InvalidOperationException($"unknown condition {condition}");
        }
    }

    private static ConditionTest ForAddress(ClassifierCondition.Address condition)
    {
        var (family, first, last) = (condition.Range.Family, condition.Range.First.Bits, condition.Range.Last.Bits);
        return (packet, _) =>
        {
            if (packet.Family != family)
                return false;
            var bits = (condition.Side == PacketSide.Source ? packet.Source : packet.Destination).Bits;
            return condition.Negated ? bits < first || bits > last : first <= bits && bits <= last;
        };
    }

    private static ConditionTest ForPorts(ClassifierCondition.Ports condition)
    {
        var ports = new BitArray(65536);
        foreach (var range in condition.Ranges)
        {
            for (var port = (int)range.First; port <= range.Last; port++)
                ports[port] = true;
        }

        return (packet, _) => packet.HasPorts && condition.Negated ^ condition.Side switch
        {
            PacketSide.Source => ports[packet.SourcePort],
            PacketSide.Destination => ports[packet.DestinationPort],
            _ => ports[packet.SourcePort] || ports[packet.DestinationPort],
        };
    }
}
