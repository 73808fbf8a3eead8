using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>What a person asks of an uplink at run time.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task A_drained_line_keeps_its_connections_gets_no_new_ones_and_the_kernel_is_written_once()
    {
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        using var held = await Connections.OpenMany(scenario.Lab.Client, 40);
        var before = Generation(scenario);

        scenario.Agent.Cli("uplink", "drain", "isp1").OrThrow();
        var report = scenario.Measure(0.5);

        Assert.Equal(1.0, report.Share(scenario.Lab.Isp2.PublicAddress));
        Assert.Equal(40, await held.StillAlive(TimeSpan.FromSeconds(3)));
        Assert.Equal(before + 1, Generation(scenario));

        scenario.Agent.Cli("uplink", "enable", "isp1").OrThrow();
        var back = scenario.Measure(0.5);

        Assert.InRange(back.Share(scenario.Lab.Isp1.PublicAddress), 0.2, 0.8);
        Assert.Equal(before + 2, Generation(scenario));
        Assert.Equal(0, scenario.Leaked);
    }

    private static long Generation(Scenario scenario) => scenario.Agent.Status().GetProperty("generation").GetInt64();
}
