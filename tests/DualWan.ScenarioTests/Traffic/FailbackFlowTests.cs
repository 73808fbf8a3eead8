using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>Connections when a line returns, or loses one of its addresses: T-77 to T-79, T-89.</summary>
public sealed class FailbackFlowTests
{
    [Fact]
    public async Task What_began_on_the_backup_ends_there_and_new_flows_return_without_a_leak()
    {
        // T-78, N-06 and T-79, N-10
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var wires = new WanSniffers(lab);
        using var old = UdpFlow.Start(lab.Client);
        await Eventually.True(() => old.Seen is not null, "a flow before");
        Connections connections;
        UdpFlow during;
        using (lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            connections = await Connections.OpenMany(lab.Client, 10);
            during = UdpFlow.Start(lab.Client);
            await Eventually.True(() => during.Seen is not null, "a flow while it is down");
        }

        using var held = connections;
        using var udp = during;
        await scenario.UplinkIs("isp1", "up");
        await Eventually.True(
            () => scenario.Measure(0.1).Share(lab.Isp1.PublicAddress) == 1.0, "new flows are back on the first line");

        Assert.Equal(10, await connections.StillAlive(TimeSpan.FromSeconds(5)));
        Assert.Equal(lab.Isp2.PublicAddress, connections.ByAddress().Keys.Single());
        Assert.Equal(lab.Isp2.PublicAddress, during.Stop().Seen.Single().Address.ToString());
        Assert.Empty(wires.Foreign(lab));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_address_that_nobody_used_goes_unnoticed_and_the_one_in_use_takes_its_flows_along()
    {
        // T-77, N-07
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        lab.Router.Ip("addr add 203.0.113.9/24 dev wan1");
        using var wires = new WanSniffers(lab);
        using var flow = UdpFlow.Start(lab.Client);
        using var connections = await Connections.OpenMany(lab.Client, 5);
        await Eventually.True(() => flow.Seen is not null, "the flow is answered");
        var before = flow.Seen;

        lab.Router.Ip("addr del 203.0.113.9/24 dev wan1");

        Assert.Equal(5, await connections.StillAlive(TimeSpan.FromSeconds(5)));
        Assert.Equal(before, flow.Seen);
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));

        using var fault = lab.Isp1.AddressRemoved();
        await Eventually.True(() => flow.Seen?.Address.ToString() == lab.Isp2.PublicAddress, "the flow has moved");
        await Eventually.True(() => !scenario.Router.Conntrack().Any(static entry =>
            entry.Contains("src=10.0.0.10", StringComparison.Ordinal)
            && entry.Contains("dst=203.0.113.2", StringComparison.Ordinal)), "no entry of the lost address");
        Assert.Empty(wires.Foreign(lab));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task The_only_line_without_an_address_lets_nothing_out_with_a_private_one()
    {
        // T-89, N-03: dropped, not un-NATed, also in the moment before anybody has noticed.
        var lab = new DualWan.Lab.Topology.LabBuilder().Lan().Isps(1).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, """
            uplinks: {isp1: {interface: wan1}}
            lan: {interfaces: [lan0]}
            nat: masquerade

            """ + Scenario.QuickHealth);
        using var wires = new WanSniffers(lab);
        using var meter = FlowMeter.Start(lab.Client);
        await Eventually.True(() => wires.Sent("wan1", static frame => frame.DestinationPort == 7).Count > 20,
            "flows are under way");

        using (lab.Isp1.AddressRemoved())
        {
            // Answers and strangers still come to the lost address: no error or redirect goes back with another one.
            for (var i = 0; i < 10; i++)
                Pinger.Send(lab.Internet, "203.0.113.2", timeout: 5);
            await scenario.UplinkIs("isp1", "down");
        }

        await scenario.UplinkIs("isp1", "up");
        await Eventually.True(() => scenario.Measure(0.05) is { Lost.Count: 0 }, "it works again");
        Assert.NotEmpty(meter.Stop().Lost);
        Assert.Empty(wires.Foreign(lab));
        Assert.Equal(0, scenario.Leaked);
    }
}
