using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>Coming back: new connections first, and what becomes of those on the backup is the owner's word.</summary>
public sealed class FailbackTests
{
    [Fact]
    public async Task Keep_leaves_the_backups_connections_where_they_are()
    {
        // T-79, N-10, report 67 read the other way
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var held = await MoveToBackup(scenario);

        await scenario.UplinkIs("isp1", "up");

        Assert.Equal(1.0, scenario.Measure(0.3).Share(scenario.Lab.Isp1.PublicAddress));
        Assert.Equal(held.Held.Count, await held.StillAlive(TimeSpan.FromSeconds(3)));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Reset_brings_them_home_at_once()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup("on-failback: {connections: reset}\n"));
        using var call = UdpFlow.Start(scenario.Lab.Client);
        using var held = await MoveToBackup(scenario);

        await scenario.UplinkIs("isp1", "up");
        await Eventually.True(
            () => call.Seen!.Address.ToString() == scenario.Lab.Isp1.PublicAddress, "the call is back on isp1");

        Assert.Equal(0, await held.StillAlive(TimeSpan.FromSeconds(1)));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Drain_gives_them_time_and_then_moves_what_is_left()
    {
        // kernel.md D23, K-39: a call would otherwise stay on the metered line for ever.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup("on-failback: {connections: drain, after: 3s}\n"));
        using var call = UdpFlow.Start(scenario.Lab.Client);
        using (scenario.Lab.Isp1.UpstreamDead())
            await scenario.UplinkIs("isp1", "down");
        await Eventually.True(
            () => call.Seen!.Address.ToString() == scenario.Lab.Isp2.PublicAddress, "the call moved to isp2");

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, call.Seen!.Address.ToString());
        await Eventually.True(
            () => call.Seen!.Address.ToString() == scenario.Lab.Isp1.PublicAddress, "the call is back on isp1", 15);

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_manual_failback_waits_for_the_word()
    {
        using var scenario = await Scenario.Start("""
            uplinks:
              isp1: {interface: wan1, failback: manual}
              isp2: {interface: wan2, distance: 2}
            lan: {interfaces: [lan0]}
            nat: masquerade

            """ + Scenario.QuickHealth);
        using (scenario.Lab.Isp1.UpstreamDead())
            await scenario.UplinkIs("isp1", "down");

        await scenario.UplinkIs("isp1", "standby");
        Assert.Equal(1.0, scenario.Measure(0.3).Share(scenario.Lab.Isp2.PublicAddress));

        scenario.Agent.Cli("uplink", "failback", "isp1").OrThrow();
        Assert.Equal(1.0, scenario.Measure(0.3).Share(scenario.Lab.Isp1.PublicAddress));
    }

    private static async Task<Connections> MoveToBackup(Scenario scenario)
    {
        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        return await Connections.OpenMany(scenario.Lab.Client, 20);
    }
}
