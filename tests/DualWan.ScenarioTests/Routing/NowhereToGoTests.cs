using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>Standby lines that are dead already, and no line at all.</summary>
public sealed class NowhereToGoTests
{
    [Fact]
    public async Task A_standby_that_died_first_is_known_and_gets_nothing()
    {
        // T-33 (CG-15)
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var second = lab.Isp2.UpstreamDead();
        await scenario.UplinkIs("isp2", "down");
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        using var wire = LinkSniffer.Start(lab.Router, "wan2");

        using (lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.Null(scenario.Exit());
            Assert.DoesNotContain(wire.Frames, f => f.To?.ToString() == "192.0.2.80");
        }

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Without_any_link_the_client_is_told_at_once_and_served_when_one_returns()
    {
        // T-34 (CG-17)
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var lab = scenario.Lab;
        using (lab.Isp1.LinkDown())
        {
            using (lab.Isp2.LinkDown())
            {
                await scenario.UplinkIs("isp1", "down");
                await scenario.UplinkIs("isp2", "down");
                var told = Pinger.Send(lab.Client, "192.0.2.80", count: 3);
                Assert.Equal(0, told.Answered);
                Assert.True(told.Unreachable > 0, "an ICMP error comes back");
                Assert.Equal("unreachable", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0"));
            }

            await scenario.UplinkIs("isp2", "up");
            Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_only_line_is_used_to_the_end_and_refused_without_a_carrier()
    {
        // T-35 (CG-17): RouterOS has no route when the check fails; here the line stays, what still passes passes.
        var lab = new LabBuilder().Lan().Isps(1).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, """
            uplinks:
              only: {interface: wan1, monitors: 1.1.1.1}
            lan: {interfaces: [lan0]}
            nat: masquerade

            """ + Scenario.QuickHealth);

        using (lab.Isp1.AddressDead("1.1.1.1"))
        {
            await scenario.UplinkIs("only", "down");
            Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        }

        await scenario.UplinkIs("only", "up");
        using (lab.Isp1.LinkDown())
        {
            await scenario.UplinkIs("only", "down");
            Assert.True(Pinger.Send(lab.Client, "192.0.2.80", count: 3).Unreachable > 0);
        }

        await scenario.UplinkIs("only", "up");
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }
}
