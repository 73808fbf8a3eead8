using DualWan.Core.Classification;
using Xunit;

namespace DualWan.Core.Tests.Classification;

/// <summary>The property that allows each optimisation: for random programs and packets, grouped says what linear
/// says.</summary>
public sealed class GroupedEqualsLinearTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Grouped_IsLinear_ForRandomProgramsAndPackets(int series)
    {
        for (var i = 0; i < 1000; i++)
        {
            var seed = (series * 100_000) + i;
            var world = new RandomPrograms(seed);
            var program = world.Program();
            var grouped = new GroupedEvaluator(
                ClassifierGrouping.Group(program), RandomPrograms.AddressLists, new ClassifierState());
            var state = new ClassifierState();
            for (var p = 0; p < 100; p++)
            {
                var packet = world.Packet();
                var expected = LinearEvaluator.Evaluate(program, packet, RandomPrograms.AddressLists, state);
                Assert.True(expected == grouped.Evaluate(packet), $"seed {seed}, packet {p}: {packet}");
            }
        }
    }

    [Fact]
    public void Maps_OfRandomPrograms_HaveDisjointElements_AsTheKernelAsks()
    {
        for (var seed = 1; seed <= 1000; seed++)
        {
            var program = ClassifierGrouping.Group(new RandomPrograms(seed).Program());
            foreach (var map in program.Chains.SelectMany(static chain => chain.Steps).OfType<GroupedStep.Map>())
            {
                for (var i = 0; i < map.Entries.Count; i++)
                {
                    for (var j = 0; j < i; j++)
                        Assert.False(Overlap(map.Entries[i], map.Entries[j]), $"seed {seed}: {map}");
                }
            }
        }
    }

    [Fact]
    public void Grouping_OfRandomPrograms_SavesLookups()
    {
        var (rules, steps) = (0, 0);
        for (var seed = 1; seed <= 500; seed++)
        {
            var program = new RandomPrograms(seed).Program();
            rules += program.Chains.Sum(static chain => chain.Rules.Count);
            steps += ClassifierGrouping.Group(program).StepCount;
        }

        Assert.True(steps < rules * 9 / 10, $"{rules} rules became {steps} steps");
    }

    private static bool Overlap(MapEntry one, MapEntry other) =>
        one.Key.Zip(other.Key).All(static pair => pair.First.Overlaps(pair.Second));
}
