using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>The classifier's promises, seen on the wires and by the server: T-54 to T-62 and T-64.</summary>
public sealed class PerConnectionClassifierTests
{
    private const int Clients = 40;

    private static readonly string[] Sources = [.. Enumerable.Range(10, Clients).Select(n => $"10.0.0.{n}")];

    /// <summary>
    /// Section 4.3 of the table of behaviours: how many lines one pair of hosts with many ports uses, one client with
    /// many servers, many clients of one server, and the pings of many clients to one server.
    /// </summary>
    private static readonly (string Fields, int Pair, int OneClient, int OneServer, int Pings)[] FieldSets =
    [
        ("both-addresses", 1, 2, 2, 2), // T-56
        ("src-address", 1, 1, 2, 2), // T-57
        ("dst-address", 1, 2, 1, 1),
        ("both-addresses-and-ports", 2, 2, 2, 2), // T-58, and T-59: pings by their addresses alone
        ("src-address-and-port", 2, 2, 2, 2),
        ("dst-address-and-port", 1, 2, 1, 1),
        ("both-ports", 2, 2, 2, 1), // T-60: what has no ports has one bucket
        ("src-port", 2, 2, 2, 1),
        ("dst-port", 1, 1, 1, 1),
    ];

    [Fact]
    public async Task Every_field_set_keeps_together_what_it_says_and_spreads_the_rest()
    {
        var lab = new LabBuilder().Lan(addressesPerClient: Clients).Isps(2).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Policy(FieldSets[0].Fields));
        using var wires = new WanSniffers(lab);
        foreach (var (fields, pair, oneClient, oneServer, pings) in FieldSets)
        {
            scenario.Agent.WritePolicy(Policy(fields));
            scenario.Agent.Reload().OrThrow();

            Assert.Equal((fields, pair), (fields, Lines(lab, ["10.0.0.10"], ["192.0.2.100"])));
            Assert.Equal((fields, oneClient), (fields, Lines(lab, ["10.0.0.10"], Servers)));
            Assert.Equal((fields, oneServer), (fields, Lines(lab, Sources, ["192.0.2.100"])));
            wires.Clear();
            Assert.All(Sources.Take(16), source => Assert.True(
                Pinger.Send(lab.Client, "192.0.2.200", source: source, timeout: 2000).AllAnswered));
            Assert.Equal((fields, pings), (fields, wires.LinesOf(static frame =>
                frame.IcmpType == 8 && frame.To?.ToString() == "192.0.2.200").Split(' ').Length));
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Every_new_flow_is_marked_and_all_of_its_packets_use_one_line()
    {
        using var scenario = await Scenario.Start(Policy("both-addresses-and-ports"));
        var lab = scenario.Lab;
        using var wires = new WanSniffers(lab);
        using var connections = await Connections.OpenMany(lab.Client, 200);

        // T-54, PC-09: all in, each in one of the two buckets, none unmarked.
        Assert.Equal(0, connections.Failed);
        var entries = scenario.Router.Conntrack("-p tcp --dport 7");
        Assert.Equal(200, entries.Count);
        Assert.All(entries, static entry => Assert.Matches("mark=(2164260864|2181038080) ", entry));
        Assert.InRange(connections.Share(lab.Isp1.PublicAddress), 0.3, 0.7);

        // T-55, PC-13: more packets both ways; by server and port, none was on both lines.
        Assert.Equal(200, await connections.StillAlive(TimeSpan.FromSeconds(5)));
        var first = Flows(wires, "wan1");
        var second = Flows(wires, "wan2");
        Assert.NotEmpty(first);
        Assert.NotEmpty(second);
        Assert.Empty(first.Intersect(second));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_ping_of_one_pair_stays_on_its_line_and_other_pairs_use_the_other()
    {
        // T-59, PC-11: ICMP has no ports; its sequence and identifier are no reason to change the line.
        using var scenario = await Scenario.Start(Policy("both-addresses-and-ports"));
        using var wires = new WanSniffers(scenario.Lab);
        var lines = new List<string>();
        foreach (var server in Enumerable.Range(100, 12).Select(static n => $"192.0.2.{n}"))
        {
            for (var identifier = 0; identifier < 3; identifier++)
                Assert.True(Pinger.Send(scenario.Lab.Client, server, count: 2, timeout: 2000).AllAnswered);
            lines.Add(wires.LinesOf(frame => frame.IcmpType == 8 && frame.To?.ToString() == server));
        }

        Assert.All(lines, static line => Assert.Contains(line, (string[])["wan1", "wan2"]));
        Assert.Equal(2, lines.Distinct().Count());
    }

    [Fact]
    public async Task Weights_of_three_to_one_are_shares_of_three_to_one()
    {
        // T-62, PC-06
        using var scenario = await Scenario.Start(Policy("both-addresses-and-ports")
            .Replace("{interface: wan1}", "{interface: wan1, weight: 3}", StringComparison.Ordinal));

        var report = FlowMeter.Measure(scenario.Lab.Client, TimeSpan.FromSeconds(1));

        Assert.Empty(report.Lost);
        var first = report.ByAddress[scenario.Lab.Isp1.PublicAddress];
        var second = report.ByAddress[scenario.Lab.Isp2.PublicAddress];
        // At one degree of freedom, more is seen once in ten thousand times.
        Assert.InRange(ChiSquare((first, 0.75), (second, 0.25)), 0, 15.1);
    }

    [Fact]
    public async Task A_crash_and_a_new_start_leave_every_connection_and_every_bucket_on_its_line()
    {
        // T-64, PC-10: in RouterOS the buckets may change; here the seed is fixed, and old connections have their pins.
        using var scenario = await Scenario.Start(Policy("both-addresses"));
        using var before = await Connections.OpenMany(scenario.Lab.Client, 60);
        Assert.Equal(2, before.ByAddress().Count);

        await scenario.Agent.Restart();

        Assert.Equal(60, await before.StillAlive(TimeSpan.FromSeconds(5)));
        using var after = await Connections.OpenMany(scenario.Lab.Client, 60);
        Assert.Equal(LineByServer(before), LineByServer(after));
        Assert.Equal(0, scenario.Leaked);
    }

    private static IReadOnlyList<string> Servers => new FlowMeterOptions().Destinations;

    private static string Policy(string fields) =>
        Scenario.TwoLines($"balance: {{per-connection-classifier: {fields}}}\n");

    /// <summary>How many lines thirty flows, each from a port of its own, are seen by.</summary>
    private static int Lines(NetworkLab lab, string[] sources, IReadOnlyList<string> servers) =>
        Enumerable.Range(0, 30).Select(i =>
        {
            var to = new IPEndPoint(IPAddress.Parse(servers[i % servers.Count]), EchoServer.DefaultPort);
            var seen = LabSocket.WhoByUdp(lab.Client, to, TimeSpan.FromSeconds(2), sources[i % sources.Length]);
            Assert.NotNull(seen);
            return seen.Address;
        }).Distinct().Count();

    private static SortedDictionary<string, string> LineByServer(Connections connections) =>
        new(connections.Held.ToDictionary(
            static held => held.To.ToString(), static held => held.Seen.Address.ToString()));

    private static HashSet<string> Flows(WanSniffers wires, string link) =>
        [.. wires.Sent(link, static frame => frame is { Protocol: 6, DestinationPort: 7 })
            .Select(static frame => $"{frame.To}:{frame.SourcePort}")];

    private static double ChiSquare(params (int Seen, double Share)[] buckets)
    {
        var all = buckets.Sum(static bucket => bucket.Seen);
        return buckets.Sum(bucket => Math.Pow(bucket.Seen - (all * bucket.Share), 2) / (all * bucket.Share));
    }
}
