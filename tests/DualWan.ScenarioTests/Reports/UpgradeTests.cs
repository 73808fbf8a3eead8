using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group M: configs that change, and an uplink that is first in the file only.</summary>
public sealed class UpgradeTests
{
    private const string More = "lan: {interfaces: [lan0]}\nnat: masquerade\n" + Scenario.QuickHealth;

    private static NetworkLab ThreeLines() => new LabBuilder().Lan().Isps(3).DhcpDefaults().Build();

    [Fact]
    public async Task A_removed_uplink_leaves_nothing_behind_and_what_stays_keeps_its_connections()
    {
        // report 95 (a renamed table, and half of the program still asks for the old one), 96 (rules are not deleted
        // with the config; a trace on deleting a part).
        const string Two = "uplinks:\n  isp2: {interface: wan2}\n  isp3: {interface: wan3}\n" + More;
        using var scenario = await Scenario.Start(ThreeLines(),
            "uplinks:\n  isp1: {interface: wan1}\n  isp2: {interface: wan2}\n  isp3: {interface: wan3}\n"
            + "rules:\n  - {dst-address: 192.0.2.200, uplink: isp1}\n" + More);
        foreach (var isp in scenario.Lab.Isps)
            await scenario.UplinkIs(isp.Name, "up");
        using var held = await Connections.OpenMany(scenario.Lab.Client, 24);
        var staying = held.Held.Count(one => one.Seen.Address.ToString() != scenario.Lab.Isp1.PublicAddress);

        scenario.Agent.WritePolicy(Two);
        scenario.Agent.Reload().OrThrow();

        var dump = scenario.Router.Dump();
        // Its own addresses and the system's routes by it stay; 7701, 7801 and every name and mark of it are gone.
        foreach (var trace in new[] { "7701", "7801", "\"wan1\"", "0x81000000", "oif wan1", "from 203.0.113.2 " })
            Assert.DoesNotContain(trace, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(dump.Split('\n'), static line => line.Contains("dev wan1", StringComparison.Ordinal)
            && line.Contains("proto 215", StringComparison.Ordinal));
        Assert.Empty(scenario.Router.Conntrack("-m 0x81000000/0x9f000000"));
        Assert.Equal(staying, await held.StillAlive(TimeSpan.FromSeconds(3)));
        Assert.DoesNotContain(scenario.Lab.Isp1.PublicAddress, scenario.Flows().ByAddress.Keys);

        // report 95: what watches is told of the new layout too: a deletion there is noticed.
        scenario.Lab.Router.Ip("route del default table 7702 metric 10");
        await scenario.IsAgain(dump, "the tables that stay are watched");
    }

    [Fact]
    public async Task The_first_uplink_of_the_file_is_no_single_point_of_failure()
    {
        // report 98: the "master" WAN takes everything along; report 23: no lower one is picked.
        var lab = ThreeLines();
        lab.Isp1.InterfaceGone();
        using var scenario = await Scenario.Start(lab,
            "uplinks:\n  isp1: {interface: wan1}\n  isp2: {interface: wan2, distance: 2}\n"
            + "  isp3: {interface: wan3, distance: 3}\n" + More);
        scenario.AllLeaveBy(lab.Isp2);
        scenario.AllLeaveBy(lab.Isp2, lab.Router);

        scenario.Agent.Cli("uplink", "disable", "isp2").OrThrow();
        scenario.AllLeaveBy(lab.Isps[2]);
        scenario.Agent.Cli("uplink", "enable", "isp2").OrThrow();
        await scenario.UplinkIs("isp2", "up");
        scenario.AllLeaveBy(lab.Isp2);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Reading_the_same_policy_again_changes_nothing_and_keeps_the_order()
    {
        // report 97: the order of rules drifts with each apply; report 26: locks at restart.
        using var scenario = await Scenario.Start(Scenario.TwoLines("""
            rules:
              - {dst-address: 192.0.2.120, uplink: isp2}
              - {dst-address: 192.0.2.0/24, protocol: udp, dst-port: 7, uplink: isp1}

            """));
        var before = scenario.Router.Dump();
        var generation = scenario.Generation();

        for (var i = 0; i < 3; i++)
            scenario.Agent.Reload().OrThrow();
        Assert.Equal(generation, scenario.Generation());
        await scenario.Agent.Restart();

        Assert.Equal(before, scenario.Router.Dump());
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, SeenFrom(scenario, "192.0.2.120"));
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, SeenFrom(scenario, "192.0.2.121"));
    }

    private static string? SeenFrom(Scenario scenario, string destination)
    {
        var to = new IPEndPoint(IPAddress.Parse(destination), 7);
        return LabSocket.WhoByUdp(scenario.Lab.Client, to, TimeSpan.FromSeconds(2))?.Address.ToString();
    }
}
