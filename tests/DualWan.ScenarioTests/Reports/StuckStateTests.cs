using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group B: states that nothing but a person got the program out of.</summary>
public sealed class StuckStateTests
{
    [Fact]
    public async Task The_second_unplug_is_handled_like_the_first_and_everything_is_put_back()
    {
        // report 12 (the event is lost), 13 (failback works 2 of 4 times), 16 and 20 (a route, a rule not made again),
        // 18 (the second unplug), 22 (carrier loss), 30 and 31 (the kernel drops per-table defaults with the link).
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = scenario.Router.Dump();

        using (scenario.Lab.Isp1.LinkDown())
        {
            await scenario.UplinkIs("isp1", "down");
            scenario.AllLeaveBy(scenario.Lab.Isp2);
        }

        await scenario.UplinkIs("isp1", "up");
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        using (scenario.Lab.Isp1.AdminDown())
        {
            await scenario.UplinkIs("isp1", "down");
            scenario.AllLeaveBy(scenario.Lab.Isp2);
        }

        await scenario.UplinkIs("isp1", "up");
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        await scenario.IsAgain(before, "every rule, route and nexthop is back");
        Assert.Equal(2, Downs(scenario, "isp1"));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_cable_that_flaps_for_a_tenth_of_a_second_is_back_without_a_person()
    {
        // report 17
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();

        scenario.Lab.Isp1.Flap(TimeSpan.FromMilliseconds(100));
        await scenario.IsAgain(before, "the line is whole again");
        await scenario.UplinkIs("isp1", "up");

        using (scenario.Lab.Isp2.UpstreamDead())
        {
            await scenario.UplinkIs("isp2", "down");
            scenario.AllLeaveBy(scenario.Lab.Isp1);
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_start_while_the_line_is_dead_leaves_it_dead_until_it_answers()
    {
        // report 11: the new tracker assumes "up" and never recovers; report 19: a left-over rule of the old one is in
        // its way; report 21: trackers that start each other.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = scenario.Router.Dump();

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            await scenario.Agent.Restart();
            Assert.Equal("down", scenario.Agent.UplinkState("isp1"));
            scenario.AllLeaveBy(scenario.Lab.Isp2);
        }

        await scenario.UplinkIs("isp1", "up");
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        await scenario.IsAgain(before, "nothing is left over and nothing is missing");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Calls_leave_the_metered_line_some_time_after_the_main_line_is_back()
    {
        // report 13: conntrack keeps the flow on the backup; report 67: sessions stay on the metered line for ever.
        using var scenario = await Scenario.Start(
            Scenario.MainAndBackup("on-failback: {connections: drain, after: 1s}\n"));
        using var call = UdpFlow.Start(scenario.Lab.Client);

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await Eventually.Value(() => call.Seen?.Address.ToString(),
                seen => seen == scenario.Lab.Isp2.PublicAddress, "the call moves to the backup", 10);
        }

        await Eventually.Value(() => call.Seen?.Address.ToString(),
            seen => seen == scenario.Lab.Isp1.PublicAddress, "and back to the main line", 20);
        Assert.Equal(0, scenario.Leaked);
    }

    private static int Downs(Scenario scenario, string uplink) =>
        scenario.Agent.Log.Split($"[FAILOVER] {uplink} DOWN").Length - 1;
}
