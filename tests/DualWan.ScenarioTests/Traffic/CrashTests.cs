using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>T-138, T-139: without the agent, and without any line.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Traffic_outlives_the_agent_fails_over_without_it_and_is_adopted_whole()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var connections = await Connections.OpenMany(lab.Client, 20);
        using var flow = UdpFlow.Start(lab.Client);
        await Eventually.True(() => flow.Seen is not null, "the flow is answered");

        scenario.Agent.Kill();
        var before = scenario.Router.Dump();
        Assert.Empty(scenario.Measure(0.2).Lost);
        scenario.Agent.Launch();
        await scenario.Agent.Ready();

        Assert.Equal(before, scenario.Router.Dump());
        Assert.Equal(20, await connections.StillAlive(TimeSpan.FromSeconds(5)));
        Assert.Single(flow.Stop().Seen);

        scenario.Agent.Kill();
        using (lab.Isp1.LinkDown())
            await Eventually.True(() => scenario.Measure(0.05) is { Lost.Count: 0 } report
                && report.Share(lab.Isp2.PublicAddress) == 1.0, "the kernel alone goes over to the standby");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task With_every_line_cut_a_client_is_told_at_once_and_nothing_wanders_elsewhere()
    {
        // T-139, R-37: RouterOS users set a blackhole default as the last resort; ours answers with ICMP instead.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var wires = new WanSniffers(scenario.Lab);
        using var first = scenario.Lab.Isp1.LinkDown();
        using var second = scenario.Lab.Isp2.LinkDown();
        await scenario.UplinkIs("isp2", "down");
        await scenario.UplinkIs("isp1", "down");

        var report = Pinger.Send(scenario.Lab.Client, "192.0.2.80", timeout: 2000);

        Assert.Equal((0, 1), (report.Answered, report.Unreachable));
        Assert.Equal("", wires.LinesOf(static frame => frame.To?.ToString() == "192.0.2.80"));
    }
}
