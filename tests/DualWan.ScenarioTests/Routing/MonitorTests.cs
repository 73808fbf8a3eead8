using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>What the kinds of monitor see of an outage, and what they are blind to.</summary>
public sealed class MonitorTests
{
    /// <summary>Different targets per line, so that the wire tells whose probe it is.</summary>
    private const string OwnCanaries = """
        uplinks:
          isp1: {interface: wan1, monitors: [1.1.1.1, 1.0.0.1]}
          isp2: {interface: wan2, monitors: [8.8.8.8, 8.8.4.4], distance: 2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + Scenario.QuickHealth;

    [Fact]
    public async Task One_dead_canary_is_its_own_fault_and_two_are_the_lines()
    {
        // T-18, T-19 (RF-02), T-36 (RF-03), T-37 (NW-20)
        using var scenario = await Scenario.Start(OwnCanaries);
        var lab = scenario.Lab;
        using var other = LinkSniffer.Start(lab.Router, "wan2");

        // T-18: one is dead long enough to be called so; the line is not.
        using var one = lab.Isp1.AddressDead("1.1.1.1");
        await Eventually.True(() => MonitorState(scenario, "isp1", "1.1.1.1") == "down", "its monitor is down");
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());

        // T-19: with both it is the line's.
        using var two = lab.Isp1.AddressDead("1.0.0.1");
        await scenario.UplinkIs("isp1", "down");
        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());

        // T-36: nobody's own traffic is bound to the canary's line: here it moves too.
        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit("1.1.1.1"));
        Assert.Empty(scenario.Router.Ip("route show 1.1.1.1").EnumerateArray());

        // T-37: but no probe did, and none does when the line is cut.
        Assert.DoesNotContain(other.Frames, f => IsProbeOfTheFirst(f));
        using var cut = lab.Isp1.LinkDown();
        await Eventually.True(() => !scenario.HasCarrier("wan1"), "the carrier is gone");
        var before = lab.Isp2.Counters().EchoRequests;
        await Eventually.True(() => lab.Isp2.Counters().EchoRequests > before + 3, "the second is still probed");
        Assert.DoesNotContain(other.Frames, f => IsProbeOfTheFirst(f));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Canaries_that_are_dead_for_everybody_cost_no_connection()
    {
        // T-20: RouterOS has no route left then; here what was used last stays, as a last resort.
        using var scenario = await Scenario.Start(
            Scenario.MainAndBackup().Replace("wan1}", "wan1, monitors: 1.1.1.1}", StringComparison.Ordinal)
                .Replace("wan2,", "wan2, monitors: 1.1.1.1,", StringComparison.Ordinal));
        var lab = scenario.Lab;
        using var flow = await TcpFlow.Start(lab.Client, TcpFlowKind.Sender);

        using (var dead = lab.Isp1.AddressDead("1.1.1.1"))
        using (lab.Isp2.AddressDead("1.1.1.1"))
        {
            await scenario.UplinkIs("isp1", "down");
            await scenario.UplinkIs("isp2", "down");
            var report = scenario.Measure(0.3);
            Assert.Empty(report.Lost);
            Assert.Null(flow.BrokenAfter(dead.BeganAt));
            Assert.Equal(0, scenario.Router.Counter("inet dualwan", "rst"));
        }

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_gateway_says_nothing_of_what_lies_behind_it_and_ARP_nothing_of_ping()
    {
        // T-21 (G-01), T-26 (G-05), T-27 (CG-13)
        var lab = new LabBuilder().Lan().Isps(3).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, """
            uplinks:
              ping: {interface: wan1, monitors: gateway}
              arp: {interface: wan2, monitors: "arp:gateway"}
              far: {interface: wan3, monitors: 1.1.1.1}
            lan: {interfaces: [lan0]}
            nat: masquerade

            """ + Scenario.QuickHealth);

        // T-21, T-27: all three lead nowhere; only who asks beyond the gateway knows.
        using (lab.Isps[0].UpstreamDead())
        using (lab.Isps[1].UpstreamDead())
        using (lab.Isps[2].UpstreamDead())
        {
            var asked = lab.Isp1.Counters().EchoRequests;
            await scenario.UplinkIs("far", "down");
            await Eventually.True(() => lab.Isp1.Counters().EchoRequests >= asked + 5, "the gateway was asked often");
            Assert.Equal("up", scenario.Agent.UplinkState("ping"));
            Assert.Equal("up", scenario.Agent.UplinkState("arp"));
        }

        await scenario.UplinkIs("far", "up");

        // T-26: ping is filtered, traffic is not; the line is given up though it works. ARP sees no harm.
        using var first = lab.Isps[0].IcmpDead();
        using var second = lab.Isps[1].IcmpDead();
        await scenario.UplinkIs("ping", "down");
        Assert.Equal("up", scenario.Agent.UplinkState("arp"));
        Assert.Equal(lab.Isp1.PublicAddress, scenario.RouterExit(source: lab.Isp1.Spec.RouterIp));
        var report = scenario.Measure(0.2);
        Assert.Empty(report.Lost);
        Assert.Equal(0, report.Share(lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_blackhole_for_the_canary_in_main_takes_the_line_down()
    {
        // T-38 (G-09): the probe is refused by the kernel, at once, and does not go elsewhere.
        using var scenario = await Scenario.Start(OwnCanaries.Replace(", 1.0.0.1", "", StringComparison.Ordinal));
        scenario.Lab.Router.Ip("route add blackhole 1.1.1.1/32 metric 20");

        await scenario.UplinkIs("isp1", "down");

        Assert.Equal(scenario.Lab.Isp2.PublicAddress, scenario.Exit());
        scenario.Lab.Router.Ip("route del blackhole 1.1.1.1/32 metric 20");
        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(0, scenario.Leaked);
    }

    private static bool IsProbeOfTheFirst(CapturedFrame frame) =>
        frame.IcmpType == 8 && frame.To?.ToString() is "1.1.1.1" or "1.0.0.1";

    private static string MonitorState(Scenario scenario, string uplink, string address) =>
        scenario.Uplink(uplink).GetProperty("monitors").EnumerateArray()
            .Single(m => m.GetProperty("address").GetString() == address).GetProperty("state").GetString()!;
}
