using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>T-115, G-64: what this version does not steer it says, or refuses. No third way.</summary>
public sealed class IPv6Tests
{
    [Fact]
    public async Task Passed_it_is_named_as_a_problem()
    {
        using var scenario = await Scenario.Start(Lab(), Scenario.MainAndBackup());

        Assert.True(Ping(scenario).AllAnswered);
        var problems = scenario.Agent.Status().GetProperty("problems").EnumerateArray()
            .Select(static problem => problem.ToString());
        Assert.Contains(problems, static problem => problem.Contains("IPv6", StringComparison.Ordinal));
        Assert.Contains("IPv6", scenario.Agent.Cli("status").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocked_it_is_refused_at_once_and_nothing_of_it_leaves_alive_or_dead()
    {
        using var scenario = await Scenario.Start(Lab(), Scenario.MainAndBackup("ipv6: block\n"));
        using var wires = new WanSniffers(scenario.Lab);

        var before = Ping(scenario);
        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        var after = Ping(scenario);

        Assert.Equal((0, 1, 0, 1), (before.Answered, before.Unreachable, after.Answered, after.Unreachable));
        Assert.Equal("", wires.LinesOf(static frame => frame is { IsIPv6: true }
            && frame.To!.ToString().StartsWith("2001:db8:ffff:", StringComparison.Ordinal)));
        Assert.DoesNotContain("IPv6", scenario.Agent.Cli("status").Output, StringComparison.Ordinal);
        Assert.Empty(scenario.Measure(0.1).Lost);
    }

    private static PingReport Ping(Scenario scenario) => Pinger.Send(
        scenario.Lab.Client, "2001:db8:ffff::80", source: "2001:db8:1:1::10", timeout: 2000);

    private static NetworkLab Lab()
    {
        var lab = new LabBuilder().Lan().Isps(2).DhcpDefaults().IPv6().Build();
        lab.Router.Sysctl(("net.ipv6.conf.all.forwarding", "1"));
        return lab;
    }
}
