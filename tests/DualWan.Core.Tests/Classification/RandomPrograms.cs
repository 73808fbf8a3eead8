using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using Condition = DualWan.Core.Classification.ClassifierCondition;

namespace DualWan.Core.Tests.Classification;

/// <summary>Random programs over a small world, so that rules overlap and packets meet them; the same for the same
/// seed.</summary>
internal sealed class RandomPrograms(int seed)
{
    private static readonly PccFields[] FieldSets = [.. PccFieldsText.All.Select(static known => known.Fields)];
    private static readonly string[] Lists = ["via-isp1", "in", "empty"];
    private static readonly byte[] Protocols = [6, 17, 1, 47];
    private readonly Random _random = new(seed);

    /// <summary>Words of nftables among them (K-33).</summary>
    public static string[] Interfaces { get; } = ["lan-1", "fwd", "in", "br0.20"];

    public static Dictionary<string, EquatableArray<IpRange>> AddressLists { get; } = new()
    {
        ["via-isp1"] = [Range("10.0.0.2-10.0.0.5"), Range("10.0.0.4-10.0.0.9"), Range("2001:db8::2-2001:db8::6")],
        ["in"] = [Range("192.0.2.0/29"), Range("10.0.0.0/30"), Range("2001:db8::8/126")],
        ["empty"] = [],
    };

    /// <summary>How often a rule draws, per cent; nobody can foretell the kernel's dice.</summary>
    public int Random { get; init; } = 8;

    /// <summary>How often a rule counts, per cent.</summary>
    public int Nth { get; init; } = 8;

    /// <summary>Whether rules may have passthrough, jumps and the rest, or only assign.</summary>
    public bool AllVerdicts { get; init; } = true;

    public ClassifierProgram Program(int maxRules = 24)
    {
        var chains = new List<ClassifierChain>();
        var depth = AllVerdicts ? _random.Next(1, 4) : 1;
        for (var i = 0; i < depth; i++)
        {
            var names = Enumerable.Range(i + 1, depth - i - 1).Select(static n => $"chain {n}").ToArray();
            chains.Add(new ClassifierChain($"chain {i}", Rules(names, maxRules)));
        }

        return new ClassifierProgram(chains.ToEquatableArray());
    }

    public PacketView Packet()
    {
        var family = Chance(70) ? IpFamily.IPv4 : IpFamily.IPv6;
        return new PacketView
        {
            Source = Address(family, "10.0.0.0", "2001:db8::"),
            Destination = Address(family, "192.0.2.0", "2001:db8::"),
            Protocol = Pick(Protocols),
            SourcePort = (ushort)_random.Next(1, 14),
            DestinationPort = (ushort)_random.Next(1, 14),
            InInterface = Chance(10) ? null : Pick(Interfaces),
            Dscp = (byte)_random.Next(0, 3),
            DestinationType = Chance(80) ? AddressTypes.Unicast : AddressTypes.Local,
            State = Chance(80) ? ConnectionStates.New : ConnectionStates.Established,
        };
    }

    private static IpRange Range(string text) =>
        IpRange.TryParse(text, out var range) ? range : throw new FormatException(text);

    private IpAddress Address(IpFamily family, string first, string sixth) =>
        new(family, IpAddress.Parse(family == IpFamily.IPv4 ? first : sixth).Bits + (UInt128)_random.Next(0, 13));

    private EquatableArray<ClassifierRule> Rules(string[] chains, int maxRules)
    {
        var rules = new List<ClassifierRule>();
        var count = _random.Next(0, maxRules);
        while (rules.Count < count)
        {
            // Rows of one shape are what grouping is for.
            var shape = _random.Next(0, 1 << 9);
            var row = _random.Next(1, 7);
            if (Chance(12))
                rules.AddRange(NthRow());
            else if (Chance(15))
                rules.AddRange(PccRow(chains));
            else
                rules.AddRange(Enumerable.Range(0, row).Select(_ => Rule(shape, chains)));
        }

        return (Chance(50) ? rules : WithSomethingInCommon(rules)).ToEquatableArray();
    }

    /// <summary>As a policy's rules have; among them rules that count before they let a packet go.</summary>
    private IEnumerable<ClassifierRule> WithSomethingInCommon(List<ClassifierRule> rules)
    {
        Condition[] common =
        [
            new Condition.InInterface([Pick(Interfaces)], Chance(50)),
            new Condition.State(ConnectionStates.New, Chance(20)),
        ];
        var from = _random.Next(0, rules.Count + 1);
        for (var i = 0; i < rules.Count; i++)
        {
            if (Nth > 0 && AllVerdicts && Chance(10))
                yield return Make([new Condition.Nth((uint)_random.Next(2, 4), 2)], ClassifierVerdict.Return.Instance);
            yield return i < from ? rules[i] : rules[i] with { Conditions = [.. common, .. rules[i].Conditions] };
        }
    }

    private IEnumerable<ClassifierRule> NthRow()
    {
        var every = (uint)_random.Next(1, 5);
        var others = Conditions(_random.Next(0, 1 << 9) & _random.Next(0, 1 << 9)).ToArray();
        for (var i = every; i > 0 && Chance(85); i--)
            yield return Make([.. others, new Condition.Nth(Chance(85) ? i : every, 1)], Terminal());
    }

    private IEnumerable<ClassifierRule> PccRow(string[] chains)
    {
        var (fields, denominator) = (Pick(FieldSets), (uint)_random.Next(1, 6));
        var others = Conditions(_random.Next(0, 1 << 9) & _random.Next(0, 1 << 9)).ToArray();
        for (var i = 0u; i < denominator; i++)
        {
            var remainder = Chance(80) ? i : (uint)_random.Next(0, (int)denominator);
            var pcc = new Condition.Pcc(fields, denominator, remainder, Chance(5));
            yield return Make([.. others, pcc], Verdict(chains));
        }
    }

    private ClassifierRule Rule(int shape, string[] chains)
    {
        var conditions = Conditions(shape).ToList();
        if (Chance(Random))
            conditions.Add(new Condition.Random((byte)_random.Next(1, 100)));
        if (Chance(Nth))
        {
            var every = (uint)_random.Next(1, 5);
            conditions.Add(new Condition.Nth(every, (uint)_random.Next(1, (int)every + 1)));
        }

        return Make([.. conditions], Verdict(chains));
    }

    private static ClassifierRule Make(EquatableArray<ClassifierCondition> conditions, ClassifierVerdict verdict) =>
        new(conditions, verdict, Origin.Default);

    /// <summary>The conditions whose bit is set, in the compiler's order.</summary>
    private IEnumerable<ClassifierCondition> Conditions(int shape)
    {
        var family = Chance(75) ? IpFamily.IPv4 : IpFamily.IPv6;
        if ((shape & 1) != 0)
            yield return new Condition.InInterface([.. Interfaces.Where(_ => Chance(30))], Chance(20));
        if ((shape & 2) != 0)
            yield return new Condition.Address(PacketSide.Source, Span(family, "10.0.0.0", "2001:db8::"), Chance(15));
        if ((shape & 4) != 0)
        {
            var range = Span(family, "192.0.2.0", "2001:db8::");
            yield return new Condition.Address(PacketSide.Destination, range, Chance(15));
        }

        if ((shape & 0x18) == 0x18 && Chance(50))
        {
            const AddressTypes Types = AddressTypes.Local | AddressTypes.Multicast;
            yield return new Condition.AddressType(PacketSide.Destination, Types, Chance(70));
        }

        if ((shape & 0x28) == 0x28)
        {
            var side = Chance(70) ? PacketSide.Source : PacketSide.Destination;
            yield return new Condition.AddressList(side, Pick(Lists), Chance(30));
        }

        if ((shape & 0x48) == 0x48)
            yield return new Condition.Dscp((byte)_random.Next(0, 3), Chance(20));
        if ((shape & 8) != 0)
            yield return new Condition.Protocol(Pick(Protocols), Chance(15));
        if ((shape & 0x80) != 0)
            yield return new Condition.Ports(PacketSide.Destination, Ports(), Chance(15));
        if ((shape & 0x90) == 0x90)
            yield return new Condition.Ports(PacketSide.Source, Ports(), Chance(15));
        if ((shape & 0x130) == 0x130)
            yield return new Condition.Ports(PacketSide.Either, Ports(), Chance(30));
        if ((shape & 0x118) == 0x118)
        {
            var states = ConnectionStates.New | (Chance(80) ? ConnectionStates.None : ConnectionStates.Invalid);
            yield return new Condition.State(states, Chance(20));
        }
    }

    private EquatableArray<PortRange> Ports()
    {
        var ports = new List<PortRange>();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var first = _random.Next(0, 12);
            ports.Add(new PortRange((ushort)first, (ushort)(Chance(60) ? first : first + _random.Next(0, 6))));
        }

        return Chance(3) ? [new PortRange(0, 65535)] : ports.ToEquatableArray();
    }

    private IpRange Span(IpFamily family, string first, string sixth)
    {
        if (Chance(4))
            return new IpRange(IpPrefix.Default(family));
        var from = Address(family, first, sixth);
        var to = new IpAddress(family, from.Bits + (UInt128)(Chance(40) ? 0 : _random.Next(0, 8)));
        return new IpRange(from, to);
    }

    private ClassifierVerdict Verdict(string[] chains)
    {
        if (!AllVerdicts || Chance(70))
            return new ClassifierVerdict.Assign(Mark());
        if (chains.Length > 0 && Chance(45))
            return new ClassifierVerdict.Jump(Pick(chains));
        return Chance(40) ? new ClassifierVerdict.Set(Mark()) : Terminal();
    }

    private ClassifierVerdict Terminal() => _random.Next(0, AllVerdicts ? 10 : 7) switch
    {
        < 7 => new ClassifierVerdict.Assign(Mark()),
        < 9 => ClassifierVerdict.Accept.Instance,
        _ => ClassifierVerdict.Return.Instance,
    };

    private RouteMark Mark() => new((byte)_random.Next(1, 4), Chance(20), (byte)(Chance(80) ? 0 : _random.Next(1, 4)));

    private bool Chance(int percent) => _random.Next(0, 100) < percent;

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(0, items.Count)];
}
