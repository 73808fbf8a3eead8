using DualWan.ScenarioTests.Reports;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>What systemd hears and does: sd_notify(3), stop, hang-up, a process that is not scheduled.</summary>
public sealed class ServiceManagerTests
{
    [Fact]
    public async Task The_manager_hears_ready_after_the_first_verdict_then_watchdog_reloads_failures_and_the_end()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var agent = scenario.Agent;
        Assert.Equal("up", agent.UplinkState("isp1"));
        Assert.Equal("STATUS=isp1 up, isp2 standby", await Last(agent, "STATUS="));
        await Eventually.True(() => Heard(agent, "WATCHDOG=1") >= 2, "the loop pets the watchdog");

        agent.Reload().OrThrow();
        await Eventually.True(() => Heard(agent, "READY=1") == 2, "ready again after a reload");
        agent.WritePolicy("uplinks: 5\n");
        Assert.Equal(1, agent.Reload().ExitCode);
        await Eventually.True(() => Heard(agent, "READY=1") == 3, "and after one that was refused");
        Assert.Equal(2, Heard(agent, "RELOADING=1"));
        Assert.Equal(2, agent.Notifications.Count(
            static line => line.StartsWith("MONOTONIC_USEC=", StringComparison.Ordinal)));

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            await Eventually.True(() => agent.Notifications.Any(static line =>
                line == "STATUS=isp1 down (all monitors failed), isp2 up"), "systemctl status tells the failover");
        }

        Assert.Equal(0, agent.Stop());
        await Eventually.True(() => Heard(agent, "STOPPING=1") == 1, "it says that it stops");
    }

    [Fact]
    public async Task A_stopped_agent_leaves_every_packet_its_way_and_a_cut_cable_is_still_survived()
    {
        // design.md section 7: systemctl stop leaves forwarding in place; the kernel acts first, agent or not.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = scenario.Router.Dump();
        using var call = UdpFlow.Start(scenario.Lab.Client);
        await Eventually.True(() => call.Seen is not null, "a call goes on");

        Assert.Equal(0, scenario.Agent.Stop());

        Assert.Equal(before, scenario.Router.Dump());
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, call.Seen!.Address.ToString());
        using (scenario.Lab.Isp1.LinkDown())
            scenario.AllLeaveBy(scenario.Lab.Isp2);
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData(3)]
    public async Task An_agent_that_did_not_run_for_seconds_declares_no_healthy_line_down(int seconds)
    {
        // K-37: rounds whose deadline the agent itself slept through are void.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var agent = scenario.Agent;
        var written = scenario.Generation();

        for (var i = 0; i < 2; i++)
        {
            agent.Signal(19);
            await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
            agent.Signal(18);
            await Eventually.True(() => Heard(agent, "WATCHDOG=1") > 1, "it runs on");
        }

        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal("up", agent.UplinkState("isp1"));
        Assert.Equal("up", agent.UplinkState("isp2"));
        Assert.DoesNotContain("DOWN", agent.Log, StringComparison.Ordinal);
        Assert.Equal(written, scenario.Generation());
    }

    private static int Heard(AgentProcess agent, string line) => agent.Notifications.Count(one => one == line);

    private static Task<string?> Last(AgentProcess agent, string start) => Eventually.Value(
        () => agent.Notifications.LastOrDefault(one => one.StartsWith(start, StringComparison.Ordinal)),
        static last => last is not null && !last.Contains("unknown", StringComparison.Ordinal), start);
}
