using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>kill -9 of the whole agent, and a start again.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Killed_twenty_times_at_any_moment_under_load_it_ends_in_the_same_state()
    {
        // K-16; between each two messages of a plan: CrashLiveTests
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        using var calls = new UdpBundle(scenario.Lab.Client, 20);
        var first = calls.Ask();
        using var meter = FlowMeter.Start(scenario.Lab.Client, new FlowMeterOptions { PerSecond = 300 });
        var moments = new Random(16);
        for (var kill = 0; kill < 20; kill++)
        {
            scenario.Agent.Kill();
            scenario.Agent.Launch();
            await Task.Delay(moments.Next(500), TestContext.Current.CancellationToken);
        }

        await scenario.Agent.Restart();
        await scenario.UplinkIs("isp1", "up");
        await scenario.UplinkIs("isp2", "up");
        var report = meter.Stop();

        Assert.Equal(before, scenario.Router.Dump());
        Assert.Equal(first, calls.Ask());
        Assert.InRange(report.Lost.Count, 0, report.Sent / 50);
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Cleanup_leaves_every_setting_as_it_was_found(string forwarding)
    {
        // K-27
        using var lab = NetworkLab.TwoUplinks();
        lab.Router.Sysctl(("net.ipv4.ip_forward", forwarding));
        lab.Router.Sysctl(("net.ipv4.conf.wan2.accept_redirects", "1"), ("net.ipv4.conf.lan0.rp_filter", "1"));
        var router = new LabRouter(lab.Router);
        var (state, settings) = (router.Dump(), Settings(lab));
        using var agent = await AgentProcess.Start(lab.Router, Scenario.TwoLines());
        Assert.NotEqual(state, router.Dump());

        Assert.Equal(0, agent.Stop());
        agent.Cli("cleanup", "--yes").OrThrow();

        Assert.Equal(state, router.Dump());
        Assert.Equal(settings, Settings(lab));
    }

    /// <summary>Every setting of the namespace; what counts or is random left out.</summary>
    private static string Settings(NetworkLab lab) => lab.Router.Shell(
        "sysctl -a --ignore 2>/dev/null | grep '^net' | grep -vE 'stable_secret|conntrack_count|random' | sort").Output;
}
