using DualWan.Core;
using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Tests.Classification;
using DualWan.Testing;

namespace DualWan.Kernel.LiveTests.Classification;

/// <summary>The text that the classifier writes, as the kernel understands it.</summary>
public sealed class ClassifierOnTheKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheKernel_SaysWhatTheLinearEvaluatorSays_ForRandomProgramsAndPackets(int series)
    {
        using var bench = new ClassifierBench(RandomPrograms.Interfaces);
        for (var i = 0; i < 60; i++)
        {
            var seed = (series * 1000) + i;
            var world = new RandomPrograms(seed) { Random = 0 };
            var program = world.Program();
            var ruleset = bench.Load(ClassifierGrouping.Group(program), program, RandomPrograms.AddressLists);
            var packets = Enumerable.Range(0, 200).Select(_ => AsSent(world.Packet())).ToArray();

            var marks = bench.Send(packets);

            var state = new ClassifierState();
            for (var p = 0; p < packets.Length; p++)
            {
                var expected = Expected(program, packets[p], state);
                Assert.True(expected == marks[p], $"seed {seed}, packet {p}: expected {expected:x8}, "
                    + $"the kernel says {marks[p]:x8}: {packets[p]}\n{ruleset}");
            }
        }
    }

    [Theory]
    [InlineData("src-address")]
    [InlineData("dst-address")]
    [InlineData("both-addresses")]
    [InlineData("src-port")]
    [InlineData("dst-port")]
    [InlineData("both-ports")]
    [InlineData("src-address-and-port")]
    [InlineData("dst-address-and-port")]
    [InlineData("both-addresses-and-ports")]
    public void TheKernel_TakesTheBucketThatWeForetell_PC16_T54_T59_T60(string fields)
    {
        using var bench = new ClassifierBench(RandomPrograms.Interfaces);
        var random = new Random(7);
        foreach (var denominator in (uint[])[2, 3, 7, 31])
        {
            var rules = Enumerable.Range(0, (int)denominator).Select(bucket => new ClassifierRule(
                [new ClassifierCondition.Pcc(PccFieldsText.Parse(fields)!.Value, denominator, (uint)bucket, false)],
                new ClassifierVerdict.Assign(new RouteMark((byte)(bucket + 1))), Origin.Default));
            var program = new ClassifierProgram([new ClassifierChain("prerouting", rules.ToEquatableArray())]);
            bench.Load(ClassifierGrouping.Group(program), program, RandomPrograms.AddressLists);
            var packets = Enumerable.Range(0, 300).Select(_ => Anything(random)).ToArray();

            var marks = bench.Send(packets);

            Assert.Equal(packets.Select(packet => new RouteMark((byte)(PerConnectionHash.NftBucket(
                packet, PccFieldsText.Parse(fields)!.Value, denominator, program.Seed) + 1)).Value), marks);
        }
    }

    [Fact]
    public void NamesThatAreWordsOfNftables_AreNames_K33()
    {
        string[] names = ["fwd", "all", "in", "tcp", "lan-1", "accept", "naïve-ü", "a b", "0", "br0.20*"];
        var rules = names.Select(name => new ClassifierRule(
            [
                new ClassifierCondition.InInterface([name], false),
                new ClassifierCondition.AddressList(PacketSide.Source, name, false),
            ],
            new ClassifierVerdict.Jump(name), Origin.Default));
        ClassifierChain[] chains =
        [
            new("prerouting", rules.ToEquatableArray()),
            .. names.Select(name => new ClassifierChain(name,
                [new([], new ClassifierVerdict.Assign(new RouteMark(1)), Origin.Default)])),
        ];
        var program = new ClassifierProgram(chains.ToEquatableArray());
        var text = ClassifierText.Render(ClassifierGrouping.Group(program), "c", ClassifierBench.VerdictOf);
        var lists = names.ToDictionary(name => name, _ => EquatableArray<IpRange>.Empty);
        using var space = new LiveNamespace();

        space.Nft(ClassifierBench.Ruleset(text, lists, ClassifierBench.MarksOf(program)));

        Assert.Equal(["no interface can be named 'a b'"], text.Problems);
        Assert.Equal(names.Length, text.Chains.Count - 1);
        Assert.Equal((names.Length - 1) * 2, text.Sets.Count);
    }

    [Fact]
    public void TwoHundredRulesOfAPolicy_LoadAsAHandfulOfLookups()
    {
        var rules = Enumerable.Range(0, 100).Select(i => new ClassifierRule(
                [new ClassifierCondition.Address(PacketSide.Source, Host(i), false)], Mark(i), Origin.Default))
            .Concat(Enumerable.Range(0, 100).Select(i => new ClassifierRule(
                [
                    new ClassifierCondition.Protocol(i % 2 == 0 ? (byte)6 : (byte)17, false),
                    new ClassifierCondition.Ports(PacketSide.Destination, [Ports(i * 5)], false),
                ], Mark(i), Origin.Default)))
            .Concat(Enumerable.Range(0, 2).Select(i => new ClassifierRule(
                [new ClassifierCondition.Pcc(PccFields.BothAddresses, 2, (uint)i, false)], Mark(i), Origin.Default)));
        var program = new ClassifierProgram([new ClassifierChain("prerouting", rules.ToEquatableArray())]);
        var grouped = ClassifierGrouping.Group(program);
        using var bench = new ClassifierBench(RandomPrograms.Interfaces);
        bench.Load(grouped, program, RandomPrograms.AddressLists);
        var random = new Random(3);
        var packets = Enumerable.Range(0, 1000).Select(_ => Anything(random) with
        {
            Source = new IpAddress(IpFamily.IPv4, 0x0a000000 + (UInt128)random.Next(0, 120)),
            Destination = IpAddress.Parse("192.0.2.1"),
            DestinationPort = (ushort)random.Next(0, 520),
        }).ToArray();

        var marks = bench.Send(packets);

        Assert.Equal(3, grouped.StepCount);
        Assert.Equal(packets.Select(packet => Expected(program, packet, new ClassifierState())), marks);
    }

    private static uint Expected(ClassifierProgram program, PacketView packet, ClassifierState state) =>
        LinearEvaluator.Evaluate(program, packet, RandomPrograms.AddressLists, state)?.Value ?? 0;

    private static PortRange Ports(int first) => new((ushort)first, (ushort)(first + 7));

    private static IpRange Host(int i) => new(IpPrefix.Host(new IpAddress(IpFamily.IPv4, 0x0a000000 + (UInt128)i)));

    private static ClassifierVerdict.Assign Mark(int i) => new(new RouteMark((byte)((i % 2) + 1)));

    private static PacketView Anything(Random random)
    {
        var family = random.Next(0, 2) == 0 ? IpFamily.IPv4 : IpFamily.IPv6;
        Span<byte> bytes = stackalloc byte[family == IpFamily.IPv4 ? 4 : 16];
        random.NextBytes(bytes);
        bytes[0] = 0x20;
        var source = IpAddress.FromBytes(bytes);
        random.NextBytes(bytes);
        bytes[0] = 0x20;
        return new PacketView
        {
            Source = source,
            Destination = IpAddress.FromBytes(bytes),
            Protocol = ((byte[])[6, 17, 1, 47, 50])[random.Next(0, 5)],
            SourcePort = (ushort)random.Next(0, 65536),
            DestinationPort = (ushort)random.Next(0, 65536),
            InInterface = RandomPrograms.Interfaces[random.Next(0, RandomPrograms.Interfaces.Length)],
        };
    }

    /// <summary>What a frame from a cable is to the kernel.</summary>
    private static PacketView AsSent(PacketView packet) => packet with
    {
        InInterface = packet.InInterface ?? RandomPrograms.Interfaces[0],
        // ICMP of the other family is no connection to conntrack.
        State = packet is { Protocol: 1, Family: IpFamily.IPv6 } ? ConnectionStates.Invalid : ConnectionStates.New,
        DestinationType = AddressTypes.Unicast,
    };
}
