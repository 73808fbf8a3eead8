using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>Cables, interfaces and what lies between the router and its ISP.</summary>
public sealed class LinkTests
{
    /// <summary>So slow that a switch within seconds is not the probes' doing.</summary>
    private const string SlowHealth = """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2, distance: 2}
        lan: {interfaces: [lan0]}
        nat: masquerade
        health: {interval: 60s, standby-interval: 60s}

        """;

    [Fact]
    public async Task A_lost_carrier_moves_everything_without_waiting_for_a_probe()
    {
        // T-28 (IF-01, L-02)
        using var scenario = await Scenario.Start(SlowHealth);
        using var meter = FlowMeter.Start(scenario.Lab.Client);
        using var flow = UdpFlow.Start(scenario.Lab.Client);
        await Eventually.True(() => flow.Seen is not null, "the flow runs");

        using var fault = scenario.Lab.Isp1.LinkDown();
        await scenario.UplinkIs("isp1", "down", 3);
        await Eventually.True(() => flow.Seen!.Address.ToString() == scenario.Lab.Isp2.PublicAddress, "it moved", 3);
        var report = meter.Stop();

        // The kernel itself moves new flows within milliseconds; a thousand a second are sent.
        Assert.InRange(report.Lost.Count, 0, 500);
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, report.Flows[^1].Seen!.ToString());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_interface_taken_down_moves_everything_and_leaves_no_translation_behind()
    {
        // T-29 (IF-01, N-04)
        using var scenario = await Scenario.Start(SlowHealth);
        var lab = scenario.Lab;
        using var flow = UdpFlow.Start(lab.Client);
        await Eventually.True(() => flow.Seen?.Address.ToString() == lab.Isp1.PublicAddress, "the flow runs");
        Assert.NotEmpty(TranslatedTo(scenario, lab.Isp1.PublicAddress));

        using var fault = lab.Isp1.AdminDown();
        await scenario.UplinkIs("isp1", "down", 3);
        await Eventually.True(() => flow.Seen!.Address.ToString() == lab.Isp2.PublicAddress, "it moved", 3);

        await Eventually.True(() => TranslatedTo(scenario, lab.Isp1.PublicAddress).Count == 0, "all are forgotten");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Behind_a_modem_only_the_probes_notice()
    {
        // T-30 (IF-04): the cable to the modem is well, the line behind it is not.
        var lab = new LabBuilder().Lan().Isp(i => i with { Link = LinkKind.Switched }).Isp().DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup());

        using (lab.Isp1.LinkDown())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.True(scenario.HasCarrier("wan1"));
            var report = scenario.Measure(0.2);
            Assert.Empty(report.Lost);
            Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
        }

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    // The UDP flow's: its answers are sent to the address of the line that it left by.
    private static IReadOnlyList<string> TranslatedTo(Scenario scenario, string address) =>
    [
        .. scenario.Router.Conntrack("-p udp").Where(line =>
            line.Contains($"src=192.0.2.80 dst={address} ", StringComparison.Ordinal)),
    ];
}
