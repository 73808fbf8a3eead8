using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group G: sticky and balanced at once, with three lines.</summary>
public sealed class BalancingReportTests
{
    private const int Hosts = 24;

    private const string ThreeLines = """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2}
          isp3: {interface: wan3}
        lan: {interfaces: [lan0]}
        nat: masquerade
        balance: {method: pcc, per-connection-classifier: src-address}
        rules:
          - {dst-address: 192.0.2.250, uplink: isp1}
          - {protocol: udp, dst-port: 5000, uplink: [isp2, isp3]}

        """ + Scenario.QuickHealth;

    [Fact]
    public async Task A_host_keeps_its_public_address_through_restart_and_reload_and_all_lines_are_used()
    {
        // report 60 (sticky silently broken), 61 (some new connections black-holed), 63 (sessions change their public
        // address), 64 (three lines: the ruleset is rejected), 65 (no catch-all rule: nothing is balanced).
        var lab = new LabBuilder().Lan(addressesPerClient: Hosts).Isps(3).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, ThreeLines);
        foreach (var isp in lab.Isps)
            await scenario.UplinkIs(isp.Name, "up");

        var first = Homes(scenario);
        Assert.Equal(3, first.Values.Distinct().Count());
        await scenario.Agent.Restart();
        Assert.Equal(first, Homes(scenario));
        scenario.Agent.WritePolicy(ThreeLines.Replace("192.0.2.250", "192.0.2.251", StringComparison.Ordinal));
        scenario.Agent.Reload().OrThrow();
        Assert.Equal(first, Homes(scenario));

        // Status counts what conntrack has: the shares of what is pinned add up.
        await Eventually.Value(() => lab.Isps.Sum(isp => scenario.Uplink(isp.Name).GetProperty("share").GetDouble()),
            static sum => Math.Abs(sum - 100) < 0.1, "the shares add up to 100");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_host_whose_line_dies_moves_and_nothing_with_a_public_source_appears_in_the_LAN()
    {
        // report 61, 62 (sticky: packets of the line appear in the LAN with the line's source)
        var lab = new LabBuilder().Lan(addressesPerClient: Hosts).Isps(3).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, ThreeLines);
        foreach (var isp in lab.Isps)
            await scenario.UplinkIs(isp.Name, "up");
        var before = Homes(scenario);
        using var inside = LinkSniffer.Start(lab.Client, "eth0");

        using (lab.Isps[2].UpstreamDead())
        {
            await scenario.UplinkIs("isp3", "down");
            // What the dead line had is spread by the kernel's hash of both addresses, not by the classifier's field:
            // one destination for each host here.
            var during = Homes(scenario, "192.0.2.100");
            Assert.Equal(2, during.Values.Distinct().Count());
            Assert.All(before.Where(host => host.Value != lab.Isps[2].PublicAddress),
                host => Assert.Equal(host.Value, during[host.Key]));
        }

        await scenario.UplinkIs("isp3", "up");
        Assert.Equal(before, Homes(scenario));
        Assert.Empty(inside.Where(frame => frame.From is { } from && lab.IspOf(from) is not null));
        Assert.Equal(0, scenario.Leaked);
    }

    /// <summary>The public address of each inside host; more than one for a host, or none, fails.</summary>
    private static SortedDictionary<string, string> Homes(Scenario scenario, params string[] destinations)
    {
        if (destinations.Length == 0)
            destinations = ["192.0.2.100", "192.0.2.101"];
        var homes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Hosts; i++)
        {
            var host = scenario.Lab.Spec.Lans[0].ClientIp(0, i);
            foreach (var to in destinations)
            {
                var seen = LabSocket.WhoByUdp(
                    scenario.Lab.Client, new IPEndPoint(IPAddress.Parse(to), 7), TimeSpan.FromSeconds(2), host);
                Assert.True(seen is not null, $"{host} to {to} is not answered");
                Assert.Equal(homes.GetValueOrDefault(host, seen.Address.ToString()), seen.Address.ToString());
                homes[host] = seen.Address.ToString();
            }
        }

        return homes;
    }
}
