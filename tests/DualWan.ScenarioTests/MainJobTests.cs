using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>The main job in a few sentences; everything else refines it.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task New_connections_are_shared_by_both_lines()
    {
        using var scenario = await Scenario.Start(Scenario.TwoLines(
            "balance: {per-connection-classifier: both-addresses-and-ports}\n"));

        var report = scenario.Measure(1);

        Assert.Empty(report.Lost);
        Assert.InRange(report.Share(scenario.Lab.Isp1.PublicAddress), 0.4, 0.6);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_silent_upstream_moves_new_connections_and_its_return_takes_them_back()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            var report = scenario.Measure(0.3);
            Assert.Empty(report.Lost);
            Assert.Equal(1.0, report.Share(scenario.Lab.Isp2.PublicAddress));
        }

        await scenario.UplinkIs("isp1", "up");
        var back = scenario.Measure(0.3);
        Assert.Empty(back.Lost);
        Assert.Equal(1.0, back.Share(scenario.Lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_cut_cable_moves_new_connections_at_once()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var meter = FlowMeter.Start(scenario.Lab.Client);
        await Task.Delay(500, TestContext.Current.CancellationToken);

        using var fault = scenario.Lab.Isp1.LinkDown();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var report = meter.Stop();

        Assert.InRange(report.Lost.Count, 0, 30);
        var isp1 = scenario.Uplink("isp1");
        Assert.Equal("down", isp1.GetProperty("state").GetString());
        Assert.All(isp1.GetProperty("monitors").EnumerateArray(),
            static monitor => Assert.Equal("unknown", monitor.GetProperty("state").GetString()));
        Assert.Equal(0, scenario.Leaked);
    }
}
