using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group L: what the status says is so, in the kernel and on the wire.</summary>
public sealed class TruthTests
{
    [Fact]
    public async Task The_status_shows_standby_lines_counts_connections_and_tells_what_a_bad_reload_left()
    {
        // report 92 (standby members invisible; status shows the config), 94 (the editor shows wrong values).
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var held = await Connections.OpenMany(scenario.Lab.Client, 20);
        Assert.Equal(20, held.Held.Count);

        await Eventually.Value(() => scenario.Uplink("isp1").GetProperty("connections").GetInt64(),
            seen => seen == PinsOf(scenario, 1) && seen >= 20, "as many as conntrack has");
        var standby = scenario.Uplink("isp2");
        Assert.Equal("standby", standby.Text("state"));
        Assert.Equal("False", standby.Text("preferred"));
        Assert.Equal("0", standby.Text("share"));
        Assert.Contains("isp2", scenario.Agent.Cli("status").OrThrow().Output, StringComparison.Ordinal);

        var loaded = scenario.Agent.Status().Text("configLoaded");
        scenario.Agent.WritePolicy("uplinks:\n  isp1: {interface: wan1, wieght: 3}\n");
        Assert.Equal(1, scenario.Agent.Reload().ExitCode);
        Assert.Equal(loaded, scenario.Agent.Status().Text("configLoaded"));
        Assert.Equal("standby", scenario.Agent.UplinkState("isp2"));
        Assert.DoesNotContain("wieght", scenario.Agent.Get("v1/config").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_tunnel_whose_interface_stands_is_shown_dead()
    {
        // report 91: L2TP is offline and shown online. The interface has its carrier, its address, its route.
        var lab = new LabBuilder().Lan()
            .Isp(static isp => isp with { Link = LinkKind.PointToPoint, Gateway = "192.168.99.1" }).Isp().DhcpDefaults()
            .Build();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup());

        using var fault = lab.Isp1.Silent();
        await scenario.UplinkIs("isp1", "down");

        Assert.Contains("UP", lab.Router.Ip("-br link show wan1"), StringComparison.Ordinal);
        Assert.Equal("down down down", scenario.Monitors("isp1"));
        Assert.Equal("False", scenario.Uplink("isp1").Text("preferred"));
        Assert.Equal(1, scenario.Agent.Cli("status", "--check").ExitCode);
        Assert.Equal("wan2", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0"));
    }

    private static int PinsOf(Scenario scenario, int number) =>
        scenario.Router.Conntrack($"-m 0x8{number}000000/0x9f000000").Count;
}
