using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>Connections that our table knows nothing of are not reset: resets are armed by a failover alone.</summary>
public sealed class ForeignFlushTests
{
    [Fact]
    public async Task A_flush_by_the_admin_under_load_resets_nobody_and_every_flow_keeps_its_line()
    {
        // K-07, D7
        using var scenario = await Scenario.Start(
            new LabBuilder().Lan().Lan().Isps(2).DhcpDefaults().Build(), Scenario.TwoLines());
        var lab = scenario.Lab;
        using var neighbour = EchoServer.Start(lab["lan1"], EchoServer.DefaultPort);
        using var inside = await TcpFlow.Start(lab.Client, TcpFlowKind.Sender, "10.0.1.10");
        var outside = new List<TcpFlow>();
        using var calls = new UdpBundle(lab.Client, 20);
        try
        {
            for (var host = 0; host < 8; host++)
                outside.Add(await TcpFlow.Start(lab.Client, TcpFlowKind.Sender, $"192.0.2.{80 + host}"));
            var seen = outside.Select(flow => flow.Seen).ToArray();
            Assert.Equal(2, seen.Select(end => end!.Address).Distinct().Count());
            var lines = calls.Ask();
            var stamp = System.Diagnostics.Stopwatch.GetTimestamp();

            for (var flush = 0; flush < 5; flush++)
            {
                lab.Router.Run("conntrack", "-F");
                Assert.Equal(lines, calls.Ask());
            }

            TcpFlow[] all = [inside, .. outside];
            var before = all.Select(flow => flow.Received).ToArray();
            await Eventually.True(() => all.Zip(before).All(pair => pair.First.Received > pair.Second + 30),
                "all go on", 15);

            Assert.All(all, flow => Assert.Null(flow.First(TcpFlowEventKind.Broken, stamp)));
            Assert.Equal(seen, outside.Select(flow => flow.Seen));
            Assert.Equal(0, scenario.Leaked);
        }
        finally
        {
            outside.ForEach(flow => flow.Dispose());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_start_under_a_thousand_established_connections_resets_none(bool tracked)
    {
        // K-08: a public address of the house, routed, and nothing that tracked it; or the admin's own masquerade.
        const int count = 1000;
        var lab = new LabBuilder().Lan().Isps(2).DhcpDefaults().Forwarding().Build();
        const string house = "203.0.113.200";
        lab.Isp1.Namespace.Ip($"route add {house}/32 via 203.0.113.2");
        lab.Client.Ip($"addr add {house}/32 dev eth0");
        lab.Router.Ip($"route add {house}/32 dev lan0");
        if (tracked)
        {
            lab.Router.Nft("table ip admin { chain post { type nat hook postrouting priority srcnat; "
                + "oifname \"wan1\" masquerade\n } \n }");
        }

        using var connections = await Connections.OpenMany(
            lab.Client, count, sources: [tracked ? "10.0.0.10" : house], timeout: TimeSpan.FromSeconds(20));
        Assert.Equal(count, connections.Held.Count);

        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup()
            .Replace("{interface: wan1}", tracked ? "{interface: wan1}" : "{interface: wan1, nat: no}",
                StringComparison.Ordinal));

        Assert.Equal(count, await connections.StillAlive(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, scenario.Leaked);
    }
}
