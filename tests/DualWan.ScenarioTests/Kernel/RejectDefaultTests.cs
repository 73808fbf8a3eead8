using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>What others put into main: reject defaults and the halves of a VPN's default.</summary>
public sealed class RejectDefaultTests
{
    private const string FixedGateways = """
        uplinks:
          isp1: {interface: wan1, gateway: 203.0.113.1}
          isp2: {interface: wan2, gateway: 198.51.100.1}
        lan: {interfaces: [lan0]}
        nat: masquerade
        balance: {per-connection-classifier: both-addresses-and-ports}

        """;

    [Fact]
    public async Task Any_reject_default_as_the_only_one_of_main_leaves_all_uplinks_working()
    {
        // K-01, kernel.md row 1 and D1
        using var scenario = await Scenario.Start(
            new LabBuilder().Lan().Isps(2).Build(), FixedGateways + Scenario.QuickHealth);
        foreach (var type in new[] { "blackhole", "unreachable", "prohibit" })
        {
            foreach (var family in new[] { "-4", "-6" })
                scenario.Lab.Router.Ip($"{family} route add {type} default metric 4000");
            await Eventually.True(() => scenario.Lab.Router.Ip("route show table main")
                .Contains("throw default", StringComparison.Ordinal), "it is answered by a throw");

            var report = scenario.Measure(0.2);

            Assert.True(report.Lost.Count == 0, $"{type}: {report}");
            Assert.Equal(2, report.ByAddress.Count);
            Assert.Contains("reject-default-in-main", scenario.Agent.Cli("doctor").Output, StringComparison.Ordinal);
            foreach (var family in new[] { "-4", "-6" })
                scenario.Lab.Router.Ip($"{family} route del {type} default metric 4000");
            await Eventually.True(() => !scenario.Lab.Router.Ip("route show table main")
                .Contains("throw", StringComparison.Ordinal), "the throw goes with it");
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task The_two_halves_of_a_VPN_in_main_take_no_answer_of_the_router_and_of_a_port_forward()
    {
        // K-02, kernel.md row 2 and D5: OpenVPN's def1
        using var scenario = await Scenario.Start(Scenario.TwoLines("firewall: none\n"));
        var router = scenario.Lab.Router;
        using var service = EchoServer.Start(router, 8080);
        using var inside = EchoServer.Start(scenario.Lab.Client, 8081);
        router.Nft("""
            table ip forwards {
                chain pre { type nat hook prerouting priority dstnat;
                    iifname { "wan1", "wan2" } tcp dport 8081 dnat to 10.0.0.10
                }
            }
            """);
        router.IpBatch("""
            link add tun9 up type veth peer name tun9far
            link set tun9far up
            addr add 10.99.0.2/30 dev tun9
            route add 0.0.0.0/1 via 10.99.0.1 dev tun9
            route add 128.0.0.0/1 via 10.99.0.1 dev tun9
            """);
        Assert.Equal("tun9", scenario.Router.RouteDevice("192.0.2.80", mark: 0));

        foreach (var isp in scenario.Lab.Isps)
        {
            foreach (var port in new[] { 8080, 8081 })
            {
                var to = System.Net.IPEndPoint.Parse($"{isp.PublicAddress}:{port}");
                var seen = await LabSocket.WhoByTcp(scenario.Lab.Internet, to, TimeSpan.FromSeconds(3));
                Assert.True(seen is not null, $"{isp.Name} port {port} answers");
            }
        }

        Assert.Equal(0, scenario.Leaked);
    }
}
