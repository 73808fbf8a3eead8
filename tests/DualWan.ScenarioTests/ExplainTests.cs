using System.Net;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>explain tells what the kernel would do, not what the config meant.</summary>
public sealed class ExplainTests
{
    private const string Rules = """
        address-lists:
          via-isp2: [10.0.0.10]
        rules:
          - {src-address-list: via-isp2, protocol: tcp, dst-port: 443, uplink: isp2}

        """;

    [Fact]
    public async Task It_names_rule_mark_table_and_uplink_and_packets_agree()
    {
        using var scenario = await Scenario.Start(Scenario.TwoLines(Rules));

        var text = scenario.Agent.Cli("explain", "10.0.0.10", "192.0.2.80", "tcp", "443").OrThrow().Output;

        Assert.Contains("isp2", text, StringComparison.Ordinal);
        Assert.Contains("rule 1", text, StringComparison.Ordinal);
        Assert.Contains("7802", text, StringComparison.Ordinal);
        Assert.DoesNotContain("can't be worked out", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_somebody_else_put_in_the_way_shows()
    {
        // house.md 12, point 4: from the kernel's state, not from the config's.
        using var scenario = await Scenario.Start(Scenario.TwoLines(Rules));
        scenario.Lab.Router.Ip("rule add pref 100 from 10.0.0.10 lookup 7701");

        var text = scenario.Agent.Cli("explain", "10.0.0.10", "192.0.2.80", "tcp", "443").OrThrow().Output;

        Assert.Contains("leaves by isp1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_rule_is_asked_it_names_none_and_warns_of_nothing()
    {
        using var scenario = await Scenario.Start(Scenario.TwoLines(Rules));
        (string From, string To, string In)[] packets =
            [("198.51.100.9", "10.0.0.10", "wan1"), ("10.0.0.1", "192.0.2.80", "lo"), ("10.0.0.10", "10.0.0.1", "lan0")];

        foreach (var (from, to, name) in packets)
        {
            var text = scenario.Agent.Cli("explain", from, to, "tcp", "443", "--in", name, "--json").OrThrow().Output;
            Assert.DoesNotContain("\"warning\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("balance", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"rule\": \"rule", text, StringComparison.Ordinal);
        }

        var nobody = scenario.Agent.Cli("explain", "10.0.0.10", "192.0.2.80", "--in", "nosuch");
        Assert.Contains("there is no interface nosuch", nobody.Output + nobody.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(120)]
    public async Task Its_uplink_is_the_one_that_the_packets_take(int first)
    {
        using var scenario = await Scenario.Start(Scenario.TwoLines());

        for (var i = 0; i < 6; i++)
        {
            var to = $"192.0.2.{first + i}";
            var target = new IPEndPoint(IPAddress.Parse(to), EchoServer.DefaultPort);
            var seen = LabSocket.WhoByUdp(scenario.Lab.Client, target, TimeSpan.FromSeconds(5));
            var isp = scenario.Lab.IspOf(seen!.Address)!;
            var text = scenario.Agent.Cli("explain", "10.0.0.10", to, "udp", "9").OrThrow().Output;
            Assert.Contains($"leaves by {isp.Name}", text, StringComparison.Ordinal);
        }
    }
}
