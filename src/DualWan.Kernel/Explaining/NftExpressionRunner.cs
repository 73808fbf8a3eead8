using System.Runtime.InteropServices;
using System.Text;
using DualWan.Core.Classification;
using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.Explaining;

/// <summary>
/// Works out one expression. Attribute numbers and values are those of include/uapi/linux/netfilter/nf_tables.h; what a
/// first packet can't tell (limits, counters, turns) is taken as passing, or said to be unknown.
/// </summary>
internal sealed class NftExpressionRunner
{
    private const int InterfaceNameSize = 16;

    private readonly NftablesNetlink _nft;
    private readonly NftFamily _family;
    private readonly string _table;
    private readonly Dictionary<string, NftSet> _sets;
    private readonly Dictionary<string, NftSetContent> _contents = [];

    public NftExpressionRunner(NftablesNetlink nft, NftFamily family, string table)
    {
        _nft = nft;
        _family = family;
        _table = table;
        _sets = nft.ListSets(family, table).ToDictionary(static set => set.Name);
    }

    public NftRegisters Registers { get; } = new();

    /// <summary>Whose turn it is, or how the dice fell, was guessed since this was set to false.</summary>
    public bool IsGuess { get; set; }

    public NftVerdict Run(NftExpression expression, ExplainedPacket packet)
    {
        var data = new NftAttributes(expression.Attributes.Span);
        return expression.Name switch
        {
            "meta" => Meta(data, packet),
            "ct" => Connection(data, packet),
            "cmp" => Compare(data),
            "range" => Range(data),
            "bitwise" => Bitwise(data),
            "byteorder" => ByteOrder(data),
            "lookup" => Lookup(data),
            "immediate" => Immediate(data),
            "payload" => Payload(data, packet),
            "hash" => Hash(data),
            "numgen" => Turn(data),
            "fib" => Fib(data, packet),
            "rt" => Route(data),
            "reject" => NftVerdict.Reject,
            "masq" => Translate(packet, "masquerade"),
            "nat" => Translate(packet, "src-nat"),
            "counter" or "objref" or "limit" or "log" or "exthdr" or "last" or "quota" => NftVerdict.Continue,
            _ => NftVerdict.Unknown,
        };
    }

    /// <summary>NFTA_META_DREG 1, KEY 2, SREG 3; NFT_META_MARK 3, IIFNAME 6, OIFNAME 7, NFPROTO 15, L4PROTO
    /// 16.</summary>
    private NftVerdict Meta(NftAttributes data, ExplainedPacket packet)
    {
        var key = data.UInt32(2);
        if (data.Has(3))
        {
            if (key == 3)
                packet.Mark = MemoryMarshal.Read<uint>(Registers.At(data.UInt32(3), 4));
            return NftVerdict.Continue;
        }

        var register = data.UInt32(1);
        switch (key)
        {
            case 3:
                Registers.Store(register, packet.Mark);
                return NftVerdict.Continue;
            case 6:
                Registers.Store(register, InterfaceName(packet.InInterface));
                return NftVerdict.Continue;
            case 7:
                Registers.Store(register, InterfaceName(packet.OutInterface));
                return NftVerdict.Continue;
            case 15:
                Registers.Store(register, [(byte)packet.Source.Family]);
                return NftVerdict.Continue;
            case 16:
                Registers.Store(register, [packet.Protocol]);
                return NftVerdict.Continue;
            default:
                return NftVerdict.Unknown;
        }
    }

    /// <summary>NFTA_CT_DREG 1, KEY 2, SREG 4; NFT_CT_STATE 0 (new is bit 3), DIRECTION 1, STATUS 2, MARK 3.</summary>
    private NftVerdict Connection(NftAttributes data, ExplainedPacket packet)
    {
        var key = data.UInt32(2);
        if (data.Has(4))
        {
            if (key == 3)
                packet.ConnectionMark = MemoryMarshal.Read<uint>(Registers.At(data.UInt32(4), 4));
            return NftVerdict.Continue;
        }

        var register = data.UInt32(1);
        switch (key)
        {
            case 0:
                Registers.Store(register, 8u);
                return NftVerdict.Continue;
            case 1:
                Registers.Store(register, [0]);
                return NftVerdict.Continue;
            case 2:
                Registers.Store(register, 0u);
                return NftVerdict.Continue;
            case 3:
                Registers.Store(register, packet.ConnectionMark);
                return NftVerdict.Continue;
            default:
                return NftVerdict.Unknown;
        }
    }

    /// <summary>NFTA_CMP_SREG 1, OP 2, DATA 3.</summary>
    private NftVerdict Compare(NftAttributes data)
    {
        var value = data.Value(3);
        var order = ((ReadOnlySpan<byte>)Registers.At(data.UInt32(1), value.Length)).SequenceCompareTo(value);
        return Match(data.UInt32(2) switch
        {
            0 => order == 0,
            1 => order != 0,
            2 => order < 0,
            3 => order <= 0,
            4 => order > 0,
            _ => order >= 0,
        });
    }

    /// <summary>NFTA_RANGE_SREG 1, OP 2 (0 inside, 1 outside), FROM_DATA 3, TO_DATA 4.</summary>
    private NftVerdict Range(NftAttributes data)
    {
        var from = data.Value(3);
        var to = data.Value(4);
        ReadOnlySpan<byte> value = Registers.At(data.UInt32(1), from.Length);
        var inside = value.SequenceCompareTo(from) >= 0 && value.SequenceCompareTo(to) <= 0;
        return Match(inside == (data.UInt32(2) == 0));
    }

    /// <summary>NFTA_BITWISE_SREG 1, DREG 2, LEN 3, MASK 4, XOR 5, OP 6 (0: and, then xor).</summary>
    private NftVerdict Bitwise(NftAttributes data)
    {
        if (data.Has(6) && data.UInt32(6) != 0)
            return NftVerdict.Unknown;
        var mask = data.Value(4);
        var xor = data.Value(5);
        var source = Registers.At(data.UInt32(1), mask.Length);
        var result = new byte[source.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (byte)((source[i] & mask[i]) ^ xor[i]);
        Registers.Store(data.UInt32(2), result);
        return NftVerdict.Continue;
    }

    /// <summary>NFTA_BYTEORDER_SREG 1, DREG 2, LEN 4, SIZE 5; to and from network order are the same swap.</summary>
    private NftVerdict ByteOrder(NftAttributes data)
    {
        var length = (int)data.UInt32(4);
        var size = (int)data.UInt32(5);
        var result = Registers.At(data.UInt32(1), length).ToArray();
        for (var at = 0; at + size <= result.Length; at += size)
            result.AsSpan(at, size).Reverse();
        Registers.Store(data.UInt32(2), result);
        return NftVerdict.Continue;
    }

    /// <summary>NFTA_LOOKUP_SET 1, SREG 2, DREG 3, FLAGS 5 (1: inverted).</summary>
    private NftVerdict Lookup(NftAttributes data)
    {
        if (!_sets.TryGetValue(data.Text(1), out var set))
            return NftVerdict.Unknown;
        if (!_contents.TryGetValue(set.Name, out var content))
            _contents[set.Name] = content = NftSetContent.Read(_nft, _family, _table, set);
        var found = content.Find(Registers.At(data.UInt32(2), (int)set.KeyLength));
        var inverted = data.Has(5) && (data.UInt32(5) & 1) != 0;
        if (found is null == !inverted)
            return NftVerdict.Break;
        if (!data.Has(3) || found is null)
            return NftVerdict.Continue;
        if (found.Verdict is not { } verdict)
        {
            Registers.Store(data.UInt32(3), found.Data);
            return NftVerdict.Continue;
        }

        Registers.Chain = found.Chain;
        return verdict;
    }

    /// <summary>NFTA_IMMEDIATE_DREG 1, DATA 2.</summary>
    private NftVerdict Immediate(NftAttributes data)
    {
        if (data.Verdict(2, out var chain) is { } verdict)
        {
            Registers.Chain = chain;
            return (NftVerdict)verdict;
        }

        Registers.Store(data.UInt32(1), data.Value(2));
        return NftVerdict.Continue;
    }

    /// <summary>NFTA_PAYLOAD_DREG 1, BASE 2 (1 network, 2 transport), OFFSET 3, LEN 4, SREG 5 (a write).</summary>
    private NftVerdict Payload(NftAttributes data, ExplainedPacket packet)
    {
        if (data.Has(5))
            return NftVerdict.Continue;
        var header = data.UInt32(2) switch
        {
            1 => packet.NetworkHeader,
            2 => packet.TransportHeader,
            _ => [],
        };
        var (offset, length) = ((int)data.UInt32(3), (int)data.UInt32(4));
        if (offset + length > header.Length)
            return NftVerdict.Break;
        Registers.Store(data.UInt32(1), header.AsSpan(offset, length));
        return NftVerdict.Continue;
    }

    /// <summary>NFTA_HASH_SREG 1, DREG 2, LEN 3, MODULUS 4, SEED 5, OFFSET 6, TYPE 7 (0: jhash).</summary>
    private NftVerdict Hash(NftAttributes data)
    {
        if (data.Has(7) && data.UInt32(7) != 0)
            return NftVerdict.Unknown;
        var key = Registers.At(data.UInt32(1), (int)data.UInt32(3));
        var hash = PerConnectionHash.Hash(key, data.Has(5) ? data.UInt32(5) : 0);
        var scaled = (uint)(((ulong)hash * data.UInt32(4)) >> 32);
        Registers.Store(data.UInt32(2), scaled + (data.Has(6) ? data.UInt32(6) : 0));
        return NftVerdict.Continue;
    }

    /// <summary>NFTA_NG_DREG 1, MODULUS 2, TYPE 3, OFFSET 4: the first turn, or the lowest throw.</summary>
    private NftVerdict Turn(NftAttributes data)
    {
        Registers.Store(data.UInt32(1), data.UInt32(4));
        IsGuess |= data.UInt32(2) > 1;
        return NftVerdict.Continue;
    }

    /// <summary>
    /// NFTA_FIB_DREG 1, RESULT 2 (3: address type), FLAGS 3 (1: of the source, 2: of the destination). A source that
    /// was translated is taken for an address of the interface that the packet leaves by: RTN_LOCAL, 2, there and
    /// everywhere.
    /// </summary>
    private NftVerdict Fib(NftAttributes data, ExplainedPacket packet)
    {
        var isSource = (data.UInt32(3) & 1) != 0;
        if (data.UInt32(2) != 3 || (isSource && packet.Translation is null && packet.InInterface.Length == 0))
            return NftVerdict.Unknown;
        Registers.Store(data.UInt32(1), !isSource ? packet.DestinationType : packet.Translation is null ? 1u : 2u);
        return NftVerdict.Continue;
    }

    /// <summary>NFTA_RT_DREG 1, KEY 2 (4: is there an IPsec transform; a first packet without a policy has
    /// none).</summary>
    private NftVerdict Route(NftAttributes data)
    {
        if (data.UInt32(2) != 4)
            return NftVerdict.Unknown;
        Registers.Store(data.UInt32(1), [0]);
        return NftVerdict.Continue;
    }

    private static NftVerdict Translate(ExplainedPacket packet, string word)
    {
        packet.Translation = word;
        return NftVerdict.Accept;
    }

    private static NftVerdict Match(bool matches) => matches ? NftVerdict.Continue : NftVerdict.Break;

    private static byte[] InterfaceName(string name)
    {
        var bytes = new byte[InterfaceNameSize];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
