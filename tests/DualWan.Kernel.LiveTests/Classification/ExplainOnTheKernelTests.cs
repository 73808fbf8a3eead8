using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Tests.Classification;
using DualWan.Kernel.Explaining;
using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.LiveTests.Classification;

/// <summary>
/// <c>explain</c> works rules out by itself, from the kernel's own bytes: what it foretells is what happens to packets
/// (house.md section 12, 4).
/// </summary>
public sealed class ExplainOnTheKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Explain_ForetellsTheMarkThatThePacketGets_ForRandomProgramsAndPackets(int series)
    {
        using var bench = new ClassifierBench(RandomPrograms.Interfaces);
        using var nft = bench.OpenNft();
        var compared = 0;
        for (var i = 0; i < 60; i++)
        {
            var seed = (series * 1000) + i;
            var world = new RandomPrograms(seed) { Random = 0, Nth = 0 };
            var program = world.Program();
            var ruleset = bench.Load(ClassifierGrouping.Group(program), program, RandomPrograms.AddressLists);
            if (TakesTurns(ruleset))
                continue;
            var packets = Enumerable.Range(0, 150).Select(_ => world.Packet()).Where(IsExplained).Select(AsSent)
                .ToArray();

            var marks = bench.Send(packets);

            compared += packets.Length;
            var machine = new NftMachine(nft, NftFamily.Inet, "dw");
            for (var p = 0; p < packets.Length; p++)
            {
                var foretold = Foretell(machine, packets[p], out var trace);
                Assert.True(foretold == marks[p], $"seed {seed}, packet {p}: foretold {foretold:x8}, "
                    + $"the kernel says {marks[p]:x8}: {packets[p]}\n{string.Join('\n', trace)}\n{ruleset}");
                Assert.DoesNotContain(trace, static step =>
                    step.Effect.Contains("can't be worked out", StringComparison.Ordinal));
            }
        }

        Assert.InRange(compared, 2000, int.MaxValue);
    }

    /// <summary>Whose turn it is nobody can foretell; of a turn among one there is no doubt.</summary>
    private static bool TakesTurns(string ruleset) =>
        ruleset.Replace("numgen inc mod 1 ", "", StringComparison.Ordinal).Contains("numgen", StringComparison.Ordinal);

    private static uint Foretell(NftMachine machine, PacketView view, out IReadOnlyList<NftTraceStep> trace)
    {
        var packet = new ExplainedPacket(
            view.Source, view.Destination, view.Protocol, view.SourcePort, view.DestinationPort)
        {
            InInterface = view.InInterface!,
        };
        machine.Run(machine.Chains.First(static chain => chain.Name == "c"), packet);
        trace = machine.TakeTrace();
        return packet.Mark;
    }

    /// <summary>Explain's packets begin a connection and are unclassed; ICMP of the other family is none.</summary>
    private static bool IsExplained(PacketView packet) => packet is not { Protocol: 1, Family: IpFamily.IPv6 };

    private static PacketView AsSent(PacketView packet) => packet with
    {
        InInterface = packet.InInterface ?? RandomPrograms.Interfaces[0],
        State = ConnectionStates.New,
        DestinationType = AddressTypes.Unicast,
        Dscp = 0,
    };
}
