using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group A: lines declared dead that live, and lines that seem to live.</summary>
public sealed class FalseAlarmTests
{
    private const string Thresholds = """
        uplinks:
          isp1: {interface: wan1, monitors: [MONITORS], health: {max-loss: 20%, max-rtt: 800ms}}
          isp2: {interface: wan2, distance: 2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + Scenario.QuickHealth;

    [Fact]
    public async Task One_dead_target_of_three_is_named_and_the_line_stays()
    {
        // report 1: 8.8.8.8 loses ICMP now and then; report 2: no false alarm although detection takes half a second.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());

        using var fault = scenario.Lab.Isp1.AddressDead("8.8.8.8");
        await Eventually.Value(() => scenario.Monitors("isp1"), seen => seen == "up down up", "8.8.8.8 is named");

        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        Assert.DoesNotContain("DOWN", scenario.Agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_and_a_changed_monitor_invent_no_loss()
    {
        // report 4: false loss after a restart; report 5: states killed by it; report 6: "none -> down" after a reload.
        using var scenario = await Scenario.Start(Thresholds.Replace("MONITORS", "1.1.1.1", StringComparison.Ordinal));
        using var held = await Connections.OpenMany(scenario.Lab.Client, 5);
        Assert.Equal(5, held.Held.Count);

        await scenario.Agent.Restart();
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        scenario.Agent.WritePolicy(Thresholds.Replace("MONITORS", "1.1.1.1, 9.9.9.9", StringComparison.Ordinal));
        scenario.Agent.Reload().OrThrow();
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        await Eventually.Value(() => scenario.Monitors("isp1"), seen => seen == "up up", "both are asked");

        Assert.Equal("0", scenario.Uplink("isp1").Text("lossPercent"));
        Assert.Equal(5, await held.StillAlive(TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain("DOWN", scenario.Agent.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("DEGRADED", scenario.Agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_standby_is_seen_although_the_routing_table_prefers_the_other_line()
    {
        // report 3: the probe followed the system's route, and a dead gateway looked online.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = scenario.Lab.Isp1.Counters();

        using var fault = scenario.Lab.Isp2.Silent();
        await scenario.UplinkIs("isp2", "down");

        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        Assert.Equal(0, (scenario.Lab.Isp1.Counters() - before).Leaked);
        Assert.DoesNotContain("isp1 DOWN", scenario.Agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_that_answer_on_no_line_stop_no_traffic_and_cut_nothing()
    {
        // report 7: the default targets did not answer, all lines went down together; report 10: states were killed
        // although there was nowhere to go.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var held = await Connections.OpenMany(scenario.Lab.Client, 8);
        Assert.Equal(8, held.Held.Count);

        using var second = scenario.Lab.Isp2.IcmpDead();
        await scenario.UplinkIs("isp2", "down");
        using var first = scenario.Lab.Isp1.IcmpDead();
        await scenario.UplinkIs("isp1", "down");

        Assert.Contains("last resort", scenario.Uplink("isp1").Text("reason"), StringComparison.Ordinal);
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        Assert.Equal(8, await held.StillAlive(TimeSpan.FromSeconds(5)));
        Assert.Equal(0, scenario.Leaked);
    }
}
