using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>
/// One matcher of a rule: a closed union. A condition that names an address matches packets of that family only, and
/// one that names ports only packets that have some, negated or not: that is how nftables sees it too.
/// </summary>
internal abstract record ClassifierCondition
{
    private ClassifierCondition()
    {
    }

    /// <summary>Whether it counts or draws: such a rule depends on how often it was reached.</summary>
    public bool IsStateful => this is Nth or Random;

    internal sealed record Address(PacketSide Side, IpRange Range, bool Negated) : ClassifierCondition;

    /// <summary>An empty list never matches, its negation always (AL-09).</summary>
    internal sealed record AddressList(PacketSide Side, string List, bool Negated) : ClassifierCondition;

    internal sealed record AddressType(PacketSide Side, AddressTypes Types, bool Negated) : ClassifierCondition;

    /// <summary>One of the names; what the router itself sends came in by none.</summary>
    internal sealed record InInterface(EquatableArray<string> Names, bool Negated) : ClassifierCondition;

    internal sealed record Protocol(byte Number, bool Negated) : ClassifierCondition;

    internal sealed record Ports(PacketSide Side, EquatableArray<PortRange> Ranges, bool Negated) : ClassifierCondition;

    internal sealed record Dscp(byte Value, bool Negated) : ClassifierCondition;

    internal sealed record State(ConnectionStates States, bool Negated) : ClassifierCondition;

    /// <summary>Per cent of the packets that get so far (NT-06).</summary>
    internal sealed record Random(byte Percent) : ClassifierCondition;

    /// <summary>Packet number <paramref name="Packet"/> (from 1) of every <paramref name="Every"/> that get so far
    /// (NT-01).</summary>
    internal sealed record Nth(uint Every, uint Packet) : ClassifierCondition;

    /// <summary>Remainder below the denominator (PC-03 is settled by the compiler).</summary>
    internal sealed record Pcc(PccFields Fields, uint Denominator, uint Remainder, bool Negated) : ClassifierCondition;
}
