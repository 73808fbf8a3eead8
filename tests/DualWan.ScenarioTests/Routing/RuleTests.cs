using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>Rules that choose a line: marks, tables, their order, and a table that has nothing.</summary>
public sealed class RuleTests
{
    private const uint PreferIsp2 = 0x0200_0000;
    private const uint OnlyIsp2 = 0x4200_0000;

    [Fact]
    public async Task A_mark_chooses_the_table_and_the_standby_behind_it_is_in_that_table_too()
    {
        // T-43 (PR-11, PR-13), T-44 (PR-14)
        using var scenario = await Scenario.Start(Scenario.MainAndBackup(
            "rules:\n  - {protocol: udp, dst-address: 192.0.2.80, uplink: isp2}\n"));
        var lab = scenario.Lab;

        // T-43
        Assert.Equal("wan2", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0", PreferIsp2));
        Assert.Equal("wan1", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0"));
        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit("192.0.2.81"));

        // T-44: nothing falls through to main, which a RouterOS mark without a route would.
        using (lab.Isp2.LinkDown())
        {
            await scenario.UplinkIs("isp2", "down");
            Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
            using (lab.Isp1.LinkDown())
            {
                await scenario.UplinkIs("isp1", "down");
                Assert.Equal("unreachable",
                    scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0", PreferIsp2));
            }
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task What_may_not_fail_over_is_refused_and_never_seen_on_another_line()
    {
        // T-45 (PR-07): lookup-only-in-table.
        using var scenario = await Scenario.Start(Scenario.TwoLines(
            "rules:\n  - {dst-address: 192.0.2.80, uplink: isp2, failover: no}\n"));
        var lab = scenario.Lab;
        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());
        using var wire = LinkSniffer.Start(lab.Router, "wan1");

        using (lab.Isp2.LinkDown())
        {
            await scenario.UplinkIs("isp2", "down");
            var told = Pinger.Send(lab.Client, "192.0.2.80", count: 3);
            Assert.Equal(0, told.Answered);
            Assert.True(told.Unreachable > 0, "an ICMP error comes back");
            Assert.Equal("unreachable", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0", OnlyIsp2));
            Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit("192.0.2.81"));
        }

        await scenario.UplinkIs("isp2", "up");
        using (lab.Isp2.UpstreamDead())
        {
            await scenario.UplinkIs("isp2", "down");
            Assert.Null(scenario.Exit());
        }

        Assert.DoesNotContain(wire.Frames, f => f.To?.ToString() == "192.0.2.80");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task What_is_forbidden_is_answered_and_the_first_rule_that_matches_decides()
    {
        // T-46 (PR-08), T-49 (PR-03)
        const string ByAddress = "  - {dst-address: 192.0.2.80, uplink: isp2}\n";
        const string ByNetwork = "  - {dst-address: 192.0.2.0/25, uplink: isp1}\n";
        const string Forbidden = "  - {dst-address: 192.0.2.200, uplink: none}\n";
        using var scenario = await Scenario.Start(Scenario.TwoLines("rules:\n" + Forbidden + ByAddress + ByNetwork));
        var lab = scenario.Lab;

        // T-46
        var told = Pinger.Send(lab.Client, "192.0.2.200", count: 3);
        Assert.Equal(0, told.Answered);
        Assert.True(told.Unreachable > 0, "an ICMP error comes back");

        // T-49
        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit("192.0.2.81"));
        scenario.Agent.WritePolicy(Scenario.TwoLines("rules:\n" + ByNetwork + ByAddress + Forbidden));
        scenario.Agent.Reload().OrThrow();
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Routes_of_main_come_before_the_tables_but_its_default_does_not()
    {
        // T-47 (PR-09): suppress_prefixlength 0. Inside networks and what somebody routed on purpose stay there.
        var lab = new LabBuilder().Lan().Lan().Isps(2).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab,
            Scenario.MainAndBackup("rules:\n  - {src-address: 10.0.0.0/16, uplink: isp2, failover: no}\n")
                .Replace("[lan0]", "[lan0, lan1]", StringComparison.Ordinal));
        using var wire = LinkSniffer.Start(lab.Router, "wan2");

        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());
        Assert.True(Pinger.Send(lab.Client, "10.0.1.10", count: 3).AllAnswered);
        Assert.DoesNotContain(wire.Frames, f => f.To?.ToString() == "10.0.1.10");

        lab.Router.Ip("route add 192.0.2.96/27 via 10.0.1.10 dev lan1");
        Assert.Equal("lan1", scenario.Router.RouteDevice("192.0.2.100", "10.0.0.10", "lan0", OnlyIsp2));
        Assert.Equal("wan2", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0", OnlyIsp2));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_rule_for_an_incoming_interface_is_not_for_the_router_itself()
    {
        // T-48 (PR-04)
        using var scenario = await Scenario.Start(Scenario.MainAndBackup(
            "router: balance\nrules:\n  - {in-interface: lan0, uplink: isp2}\n"));

        Assert.Equal(scenario.Lab.Isp2.PublicAddress, scenario.Exit());
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, scenario.RouterExit());
        Assert.Equal(0, scenario.Leaked);
    }
}
