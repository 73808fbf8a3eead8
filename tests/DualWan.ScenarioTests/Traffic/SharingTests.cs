using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>Nth and ECMP: how new flows are dealt out, and that nobody else's flow moves when a hop dies.</summary>
public sealed class SharingTests
{
    [Fact]
    public async Task Nth_deals_new_flows_out_in_strict_turn()
    {
        // T-65, NT-01
        using var scenario = await Scenario.Start(Scenario.TwoLines("balance: {method: nth}\n"));

        var lines = InTurn(scenario.Measure(0.3));

        Assert.All(lines.Zip(lines.Skip(1)), static pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Nth_of_three_lines_gives_each_exactly_a_third()
    {
        // T-66, NT-03: 3,1, then 2,1 of the rest, then the rest.
        using var scenario = await Scenario.Start(Three(), ThreeLines("nth", "both-addresses"));

        var lines = InTurn(scenario.Measure(0.3));

        Assert.All(lines.Chunk(3).SkipLast(1), static round => Assert.Equal(3, round.Distinct().Count()));
    }

    [Theory]
    [InlineData("both-addresses", "0", 1)]
    [InlineData("both-addresses-and-ports", "1", 2)]
    public async Task Ecmp_hashes_addresses_or_ports_as_the_classifier_says(
        string fields, string policy, int linesOfAPair)
    {
        // T-67, T-68, EC-07. Both neighbours are known before: a hop without one is passed over.
        using var scenario = await Scenario.Start(Scenario.TwoLines(
            $"balance: {{method: ecmp, per-connection-classifier: {fields}}}\n"));
        Assert.Equal(policy, scenario.Lab.Router.Sysctl("net.ipv4.fib_multipath_hash_policy"));

        var pair = FlowMeter.Measure(scenario.Lab.Client, TimeSpan.FromMilliseconds(100),
            new FlowMeterOptions { Destinations = ["192.0.2.100"] });
        var many = scenario.Measure(0.2);

        Assert.Empty(pair.Lost);
        Assert.Empty(many.Lost);
        Assert.Equal(linesOfAPair, pair.ByAddress.Count);
        Assert.InRange(many.Share(scenario.Lab.Isp1.PublicAddress), 0.2, 0.8);
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task When_a_hop_dies_only_its_own_connections_move(int lines)
    {
        // T-69, EC-16; T-70, EC-10: the hash is dealt anew (L-06: 59 of 275 moved), pins keep the survivors.
        using var scenario = lines == 2
            ? await Scenario.Start(Scenario.TwoLines("balance: {method: ecmp, "
                + "per-connection-classifier: both-addresses-and-ports}\n"))
            : await Scenario.Start(Three(), ThreeLines("ecmp", "both-addresses-and-ports"));
        var dead = scenario.Lab.Isps[^1];
        using var wires = new WanSniffers(scenario.Lab);
        using var connections = await Connections.OpenMany(scenario.Lab.Client, 90);
        Assert.Equal(lines, connections.ByAddress().Count);
        var survivors = connections.Held.Where(held => !dead.Owns(held.Seen.Address)).ToList();

        using (dead.UpstreamDead())
        {
            await scenario.UplinkIs(dead.Name, "down");
            Assert.Equal(survivors.Count, await Alive(survivors));
            wires.Clear();
            var report = scenario.Measure(0.2);
            Assert.Empty(report.Lost);
            Assert.Equal(lines - 1, report.ByAddress.Count);
            Assert.Empty(wires.Sent(dead.Interface, static frame => frame.DestinationPort == 7));
        }

        await scenario.UplinkIs(dead.Name, "up");
        Assert.Equal(survivors.Count, await Alive(survivors));
        Assert.Equal(lines, scenario.Measure(0.2).ByAddress.Count);
        Assert.Equal(0, scenario.Leaked);
    }

    private static NetworkLab Three() => new LabBuilder().Lan().Isps(3).DhcpDefaults().Build();

    private static string ThreeLines(string method, string fields) => Scenario.TwoLines(
            $"balance: {{method: {method}, per-connection-classifier: {fields}}}\n")
        .Replace("lan:", "  isp3: {interface: wan3}\nlan:", StringComparison.Ordinal);

    private static List<IPAddress> InTurn(FlowReport report)
    {
        Assert.Empty(report.Lost);
        Assert.True(report.Sent > 100);
        return [.. report.Flows.Select(static flow => flow.Seen!)];
    }

    private static async Task<int> Alive(List<HeldConnection> connections) =>
        (await Task.WhenAll(connections.Select(static held => held.Alive(TimeSpan.FromSeconds(5)))))
            .Count(static ok => ok);
}
