using System.Text.RegularExpressions;
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
    [InlineData(50)]
    [InlineData(350)]
    public async Task Killed_in_the_middle_of_a_failover_it_finishes_it_at_its_next_start(int milliseconds)
    {
        // K-16: before, or just after, the verdict
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = KernelState.Ours(scenario.Router);
        using var calls = new UdpBundle(scenario.Lab.Client, 10);
        Assert.All(calls.Ask(), end => Assert.True(scenario.Lab.Isp1.Owns(end!.Address)));

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
            await scenario.Agent.Restart();
            await scenario.UplinkIs("isp1", "down");
            await Eventually.True(() => calls.Ask().All(end => end is not null
                && scenario.Lab.Isp2.Owns(end.Address)), "the calls are on the other line");
        }

        await scenario.UplinkIs("isp1", "up");
        await Eventually.Value(() => WithoutArmed(KernelState.Ours(scenario.Router)),
            seen => seen == WithoutArmed(before), "all is as before");
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_flushed_while_it_was_dead_is_made_again_and_calls_stay_on_their_lines(bool stateToo)
    {
        // K-15 and K-16 at once; without its state directory it has to find the numbers in the kernel or the file.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = KernelState.Ours(scenario.Router);
        using var calls = new UdpBundle(scenario.Lab.Client, 20);
        var first = calls.Ask();
        scenario.Agent.Kill();
        scenario.Lab.Router.Shell("nft flush ruleset; ip rule flush; ip nexthop flush");
        if (stateToo)
            Directory.Delete(scenario.Agent.StateDirectory, recursive: true);

        scenario.Agent.Launch();
        await scenario.Agent.Ready();

        await Eventually.Value(() => WithoutSeed(KernelState.Ours(scenario.Router)),
            seen => seen == WithoutSeed(before), "all is made again");
        Assert.Equal(first, calls.Ask());
        Assert.Empty(scenario.Measure(0.2).Lost);
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

    /// <summary>The armed set may still be written in another form: with elements, or none.</summary>
    private static string WithoutArmed(string state) =>
        Regex.Replace(state, @"elements = \{[^}]*timeout[^}]*\}\n?", "")
            .Replace("\t\t\n", "", StringComparison.Ordinal);

    /// <summary>A new state directory means a new seed of the hash, and so new comments of the rules.</summary>
    private static string WithoutSeed(string state) =>
        Regex.Replace(state, " seed 0x[0-9a-f]+| comment \"dw:[0-9a-f]+\"", "");

    /// <summary>Every setting of the namespace; what counts or is random left out.</summary>
    private static string Settings(NetworkLab lab) => lab.Router.Shell(
        "sysctl -a --ignore 2>/dev/null | grep '^net' | grep -vE 'stable_secret|conntrack_count|random' | sort").Output;
}
