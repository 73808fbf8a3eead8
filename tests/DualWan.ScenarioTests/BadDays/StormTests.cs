using DualWan.ScenarioTests.Reports;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>
/// Storms against the whole agent while 500 new connections a second go through it. Two things are counted whatever
/// happens: no packet leaves by a line with another's source, and the configuration ends as it began.
/// </summary>
public sealed class StormTests
{
    /// <summary>A long patience: a machine that does other things at the same time is not an outage.</summary>
    private static readonly FlowMeterOptions Load = new() { PerSecond = 500, Grace = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Ten_crashes_at_random_moments_cost_no_connection_and_leave_no_trace()
    {
        // house.md section 12 (kill -9 in the middle of an apply), report 21. Also while it starts, before READY.
        var random = new Random(10);
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        using var meter = FlowMeter.Start(scenario.Lab.Client, Load);

        for (var i = 0; i < 10; i++)
        {
            scenario.Agent.Kill();
            scenario.Agent.Launch();
            await Pause(random.Next(10, 900));
        }

        await scenario.Agent.Restart(30);
        await scenario.UplinkIs("isp1", "up");
        await scenario.UplinkIs("isp2", "up");
        var report = meter.Stop();

        Assert.True(report.Lost.Count == 0, report.ToString());
        Assert.Equal(0, scenario.Leaked);
        await scenario.IsAgain(before, "the kernel is as before the first crash");
    }

    [Fact]
    public async Task Random_flaps_of_two_lines_leave_nothing_behind()
    {
        // K-09: a minute's worth of flaps in ten seconds, from one millisecond to half a second, both lines at once too.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        using var meter = FlowMeter.Start(scenario.Lab.Client, Load);

        await Task.WhenAll(Flap(scenario.Lab.Isp1, new Random(1)), Flap(scenario.Lab.Isp2, new Random(2)));
        // Held back for minutes, as it should be; a person lets them in again.
        scenario.Agent.Cli("uplink", "failback", "isp1").OrThrow();
        scenario.Agent.Cli("uplink", "failback", "isp2").OrThrow();
        await scenario.UplinkIs("isp1", "up", 30);
        await scenario.UplinkIs("isp2", "up", 30);
        var report = meter.Stop();

        Assert.True(report.Answered > report.Sent / 4, report.ToString());
        Assert.Equal(0, scenario.Leaked);
        await scenario.IsAgain(before, "rules, routes, nexthops and chains are as before", 30);
        Assert.Empty(scenario.Flows().Lost);
    }

    [Fact]
    public async Task What_somebody_deletes_again_and_again_is_put_back_and_nothing_leaks()
    {
        // report 16, 20: rules, routes, nexthops, in an order that nobody chose.
        var random = new Random(20);
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        using var meter = FlowMeter.Start(scenario.Lab.Client, Load);

        for (var i = 0; i < 20; i++)
        {
            Delete(scenario.Lab.Router, random.Next(5));
            await Pause(random.Next(5, 250));
        }

        await scenario.IsAgain(before, "everything is back", 60);
        var report = meter.Stop();
        Assert.True(report.Lost.Count < report.Sent / 4, report.ToString());
        Assert.Equal(0, scenario.Leaked);
        Assert.Empty(scenario.Flows().Lost);
    }

    [Fact]
    public async Task Our_table_deleted_again_and_again_is_made_again_and_connections_that_waited_go_on()
    {
        // While the table is away the kernel translates nothing, new or old, until the agent has made it again some
        // milliseconds later. So these connections are silent in that moment, and every one goes on afterwards.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        using var held = await Connections.OpenMany(scenario.Lab.Client, 60);

        for (var i = 0; i < 5; i++)
        {
            scenario.Lab.Router.TryRun("nft", "delete", "table", "inet", "dualwan");
            await scenario.IsAgain(before, "the table is back", 30);
            Assert.Equal(60, await held.StillAlive(TimeSpan.FromSeconds(3)));
        }

        Assert.Empty(scenario.Flows().Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Thirty_reloads_of_two_policies_lose_no_connection()
    {
        // report 32
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        using var meter = FlowMeter.Start(scenario.Lab.Client, Load);

        for (var i = 1; i <= 30; i++)
        {
            scenario.Agent.WritePolicy(i % 2 == 0 ? Scenario.TwoLines() : Scenario.TwoLines("""
                balance: {per-connection-classifier: both-addresses-and-ports}
                address-lists: {some: [192.0.2.100-192.0.2.120]}
                rules:
                  - {dst-address-list: some, uplink: isp2}
                  - {dst-address: 192.0.2.130, uplink: isp1, failover: no}

                """));
            scenario.Agent.Signal(1);
            var count = i;
            await Eventually.True(() => scenario.Agent.Log.Split("is in force:").Length - 1 == count,
                $"reload {i} is done", 20);
        }

        var report = meter.Stop();
        Assert.True(report.Lost.Count == 0, report.ToString());
        Assert.Equal(0, scenario.Leaked);
        Assert.DoesNotContain("refused", scenario.Agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_other_peoples_events_costs_a_reading_and_no_truth()
    {
        // The monitor's buffer overruns while the agent is not scheduled, and a change of ours is in what is lost.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        scenario.Agent.Signal(19);
        var flood = string.Concat(Enumerable.Range(0, 30_000).Select(static i =>
            $"route add blackhole 172.{16 + (i >> 16)}.{i >> 8 & 255}.{i & 255}\n"));
        scenario.Lab.Router.IpBatch(flood);
        scenario.Lab.Router.Ip("rule del pref 20501");
        scenario.Lab.Router.IpBatch(flood.Replace("route add", "route del", StringComparison.Ordinal));
        scenario.Agent.Signal(18);

        await Eventually.True(() => scenario.Agent.Log.Contains("events were lost", StringComparison.Ordinal),
            "the agent knows that it missed something", 15);
        await scenario.IsAgain(before, "and has found out what", 30);
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        Assert.Equal("up", scenario.Agent.UplinkState("isp2"));
        Assert.Empty(scenario.Flows().Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    private static async Task Flap(Isp isp, Random random)
    {
        for (var i = 0; i < 12; i++)
        {
            if (random.Next(3) == 0)
            {
                await Task.Run(() => isp.Flap(TimeSpan.FromMilliseconds(random.Next(1, 20))));
            }
            else
            {
                using var fault = random.Next(2) == 0 ? isp.LinkDown() : isp.AdminDown();
                await Pause(random.Next(1, 500));
            }

            await Pause(random.Next(1, 700));
        }
    }

    private static void Delete(NetworkNamespace router, int what)
    {
        switch (what)
        {
            case 0:
                router.TryIp("rule del pref 20501");
                router.TryIp("rule del pref 20900");
                break;
            case 1:
                router.TryIp("route flush table 7701");
                break;
            case 2:
                router.TryIp("route flush table 7800");
                router.TryIp("route flush table 7802");
                break;
            case 3:
                router.TryIp("nexthop flush proto 215");
                break;
            default:
                router.TryIp("route flush table 7700");
                router.TryIp("rule del pref 20002");
                break;
        }
    }

    private static Task Pause(int milliseconds) =>
        Task.Delay(milliseconds, TestContext.Current.CancellationToken);
}
