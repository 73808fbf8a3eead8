using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group C: boots and hotplug, where things come in an order that nobody foresaw.</summary>
public sealed class BootTests
{
    [Fact]
    public async Task A_boot_without_any_cable_uses_whatever_is_plugged_in_later()
    {
        // report 29: boot with all cables out, plug one: no default route. report 27: LTE comes up after the daemon and
        // is disabled for ever. report 31: the default is missing after a link-up.
        var lab = NetworkLab.TwoUplinks();
        var missing = lab.Isp1.InterfaceGone();
        var unplugged = lab.Isp2.LinkDown();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup());
        Assert.Equal("down", scenario.Agent.Status().Text("state"));
        Assert.Contains("no-interface", scenario.Problems());

        unplugged.Revert();
        await scenario.UplinkIs("isp2", "up");
        scenario.AllLeaveBy(lab.Isp2);

        missing.Revert();
        await scenario.UplinkIs("isp1", "up");
        scenario.AllLeaveBy(lab.Isp1);
        Assert.Empty(scenario.Problems());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_the_first_start_blocks_neither_itself_nor_the_next_start()
    {
        // report 24: stop and hotplug wait for each other's lock on first boot; report 26: locks cleaned up at restart.
        using var lab = NetworkLab.TwoUplinks();
        using var agent = AgentProcess.Prepare(lab.Router, Scenario.MainAndBackup());
        foreach (var moment in new[] { 0, 150, 300, 600 })
        {
            agent.Launch();
            await Task.Delay(moment, TestContext.Current.CancellationToken);
            using var flap = lab.Isp2.LinkDown();
            agent.Stop();
        }

        agent.Launch();
        await agent.Ready();

        var report = FlowMeter.Measure(lab.Client, TimeSpan.FromMilliseconds(200));
        Assert.Equal(1.0, report.Share(lab.Isp1.PublicAddress));
        Assert.Equal(0, lab.Isps.Sum(static isp => isp.Counters().Leaked));
    }

    [Fact]
    public async Task Interfaces_that_come_up_together_end_in_the_same_state_as_one_by_one()
    {
        // report 25: several interfaces at once, concurrent edits of the rules.
        var lab = new LabBuilder().Lan().Isps(4).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, """
            uplinks:
              isp1: {interface: wan1}
              isp2: {interface: wan2}
              isp3: {interface: wan3}
              isp4: {interface: wan4}
            lan: {interfaces: [lan0]}
            nat: masquerade

            """ + Scenario.QuickHealth);
        foreach (var isp in lab.Isps)
            await scenario.UplinkIs(isp.Name, "up");
        var before = scenario.Router.Dump();

        var faults = lab.Isps.Select(static isp => isp.AdminDown()).ToArray();
        foreach (var isp in lab.Isps)
            await scenario.UplinkIs(isp.Name, "down");
        Parallel.ForEach(faults, static fault => fault.Revert());

        await scenario.IsAgain(before, "all four lines are whole");
        foreach (var isp in lab.Isps)
            await scenario.UplinkIs(isp.Name, "up");
        Assert.Empty(scenario.Flows().Lost);
    }

    [Fact]
    public async Task A_line_that_is_judged_by_its_gateway_alone_is_up_after_boot_and_restart()
    {
        // report 28: an interface without probes is down after an upgrade.
        using var scenario = await Scenario.Start("""
            uplinks:
              isp1: {interface: wan1, monitors: gateway}
              isp2: {interface: wan2, distance: 2, monitors: gateway}
            lan: {interfaces: [lan0]}
            nat: masquerade

            """ + Scenario.QuickHealth);
        scenario.AllLeaveBy(scenario.Lab.Isp1);

        await scenario.Agent.Restart();

        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        scenario.AllLeaveBy(scenario.Lab.Isp1);
    }

    [Fact]
    public async Task A_flow_that_begins_while_the_rules_are_rebuilt_is_pinned_like_any_other()
    {
        // report 32: packets in the rebuild window get connection mark 0, and a keepalive stays on the wrong line.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        using var meter = FlowMeter.Start(
            scenario.Lab.Client, new FlowMeterOptions { Grace = TimeSpan.FromSeconds(1) });

        for (var i = 1; i <= 6; i++)
        {
            scenario.Agent.WritePolicy(Scenario.TwoLines(
                $"rules:\n  - {{dst-address: 192.0.2.{100 + i}, uplink: isp{1 + (i % 2)}}}\n"));
            scenario.Agent.Reload().OrThrow();
        }

        var report = meter.Stop();
        Assert.Empty(report.Lost);
        Assert.Equal(0, scenario.Leaked);
        var entries = scenario.Router.Conntrack("-p udp --orig-port-dst 7");
        Assert.True(entries.Count >= report.Sent, $"{entries.Count} entries of {report.Sent} flows");
        Assert.DoesNotContain(entries,
            static line => line.Contains(" mark=0 ", StringComparison.Ordinal)
                || !line.Contains(" mark=", StringComparison.Ordinal));
    }
}
