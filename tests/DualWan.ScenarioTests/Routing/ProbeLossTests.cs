using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>Which lost probes make an outage, counted on the wire.</summary>
public sealed class ProbeLossTests
{
    private static string OneMonitor(string monitor, string health = Scenario.QuickHealth) => $$"""
        uplinks:
          isp1: {interface: wan1, monitors: {{monitor}}}
          isp2: {interface: wan2, monitors: {{monitor}}, distance: 2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + health;

    [Fact]
    public async Task Lost_probes_that_are_not_consecutive_are_no_outage()
    {
        // T-23, T-24 (CG-03)
        using var scenario = await Scenario.Start(OneMonitor("1.1.1.1"));
        await scenario.UplinkIs("isp1", "up");
        var told = scenario.EventsOf("isp1").Count;

        using (scenario.Lab.Isp1.DropEchoRequests(1))
            await Lost(scenario, 1);
        using (scenario.Lab.Isp1.DropEchoRequestsNumbered(null, 0, 2))
            await Lost(scenario, 3);

        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
        Assert.Equal(told, scenario.EventsOf("isp1").Count);
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, scenario.Exit());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task One_reply_after_an_outage_is_a_recovery_only_where_one_is_enough(int recoveries)
    {
        // T-25 (CG-03, RF-06): RouterOS is back at once and down again; the default here asks for several in a row.
        using var scenario = await Scenario.Start(OneMonitor("1.1.1.1", Scenario.QuickHealth.Replace(
            "recoveries: 2", $"recoveries: {recoveries}", StringComparison.Ordinal)));
        await scenario.UplinkIs("isp1", "up");
        var isp = scenario.Lab.Isp1;

        // All but the eleventh: by then it is down.
        using var fault = isp.DropEchoRequestsNumbered(null, [.. Enumerable.Range(0, 300).Where(n => n != 10)]);
        await scenario.UplinkIs("isp1", "down");
        await Eventually.True(() => isp.Counters().Faulted >= 17, "the reply is long past");
        await scenario.UplinkIs("isp1", "down");

        var back = scenario.EventsOf("isp1").Count(text => text.Contains("[FAILBACK]", StringComparison.Ordinal));
        Assert.Equal(recoveries == 1 ? 1 : 0, back);
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, scenario.Exit());
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("arp:gateway")]
    public async Task A_silent_gateway_is_left_after_its_failures_and_not_before(string monitor)
    {
        // T-22 (CG-03): two rounds of a second's interval, a tenth of RouterOS's.
        using var scenario = await Scenario.Start(OneMonitor($"\"{monitor}\"",
            "health: {interval: 1s, timeout: 100ms, confirm-interval: 1s, failures: 2, recoveries: 1, "
            + "standby-interval: 1s}\n"));
        await scenario.UplinkIs("isp1", "up");

        using var fault = scenario.Lab.Isp1.Silent();
        await scenario.UplinkIs("isp1", "down");
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(fault.BeganAt).TotalSeconds;

        // 1.1 s to 2.1 s by the book; the rest is for a busy machine.
        Assert.InRange(took, 1.0, 6.3);
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    // Lost so many, and then answered twice: the round after the loss is judged.
    private static async Task Lost(Scenario scenario, int count)
    {
        var isp = scenario.Lab.Isp1;
        await Eventually.True(() => isp.Counters().Faulted == count, $"{count} requests are lost");
        var seen = isp.Counters().EchoRequests;
        await Eventually.True(() => isp.Counters().EchoRequests >= seen + 3, "others are answered");
        Assert.Equal(count, isp.Counters().Faulted);
    }
}
