using System.Net.NetworkInformation;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>How a gateway may be given, and the lines that look alike.</summary>
public sealed class GatewayFormTests
{
    private static string Lines(string first, string second) => $$"""
        uplinks:
          isp1: {interface: wan1{{first}}}
          isp2: {interface: wan2{{second}}}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """ + Scenario.QuickHealth;

    [Fact]
    public async Task A_device_alone_on_Ethernet_asks_for_the_far_end_by_ARP_and_is_not_used()
    {
        // T-08: nobody answers for 1.1.1.1 on the segment, so the line never proves itself.
        var lab = NetworkLab.TwoUplinks();
        using var wire = LinkSniffer.Start(lab.Router, "wan1");
        using var scenario = await Scenario.Start(lab, Lines(", gateway: none", ""));

        await scenario.UplinkIs("isp1", "down");
        var report = scenario.Measure(0.2);

        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
        Assert.Contains(wire.Frames, f => f.ArpOperation == 1 && f.ArpTarget?.ToString() == "1.1.1.1");
        Assert.Contains(scenario.Agent.Status().GetProperty("problems").EnumerateArray(),
            p => p.GetProperty("code").GetString() == "no-gateway-on-ethernet");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_gateway_outside_of_every_network_is_asked_on_its_line_and_not_used_while_it_is_silent()
    {
        // T-13 (SC-04): RouterOS resolves nothing. Here the uplink names the interface, so it may be on-link (K-12).
        using var scenario = await Scenario.Start(
            Lines(", gateway: 8.8.8.8, monitors: 1.1.1.1", ", monitors: 1.1.1.1"));

        await scenario.UplinkIs("isp1", "down");
        var report = scenario.Measure(0.2);

        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(scenario.Lab.Isp2.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_modems_with_the_same_network_and_gateway_are_two_lines(bool sameAddress)
    {
        // T-10 (R-26, G-16), T-11 (IF-03, G-17), K row 25: even with the same address of our own.
        var lab = new LabBuilder().Lan().TwinModems(sameAddress).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Lines("", "")
            + "balance: {per-connection-classifier: both-addresses-and-ports}\n");
        using var wire1 = LinkSniffer.Start(lab.Router, "wan1");
        using var wire2 = LinkSniffer.Start(lab.Router, "wan2");

        var report = scenario.Measure(0.4);

        Assert.Empty(report.Lost);
        Assert.InRange(report.Share(lab.Isp1.PublicAddress), 0.3, 0.7);
        Assert.Equal([MacOf(lab.Isp1)], NextHops(wire1));
        Assert.Equal([MacOf(lab.Isp2)], NextHops(wire2));

        // T-11: neither line is told of, or asked from, the other's address.
        Assert.All(wire1.Where(f => f is { IsArp: true, Outgoing: true }),
            f => Assert.Equal(lab.Isp1.Spec.RouterIp, f.ArpSender!.ToString()));
        Assert.All(wire2.Where(f => f is { IsArp: true, Outgoing: true }),
            f => Assert.Equal(lab.Isp2.Spec.RouterIp, f.ArpSender!.ToString()));
        if (!sameAddress)
            Assert.False(Pinger.Send(lab.Isp1.Namespace, lab.Isp2.Spec.RouterIp, device: "cust0").AllAnswered);

        using var fault = lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        Assert.Equal(1.0, scenario.Measure(0.2).Share(lab.Isp2.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Two_dialled_lines_with_the_same_peer_are_two_lines()
    {
        // T-12 (PP-04): a provider whose concentrators all have one address.
        var lab = new LabBuilder().Lan().Isp(Dialled).Isp(Dialled).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Lines("", "")
            + "balance: {per-connection-classifier: both-addresses-and-ports}\n");

        var report = scenario.Measure(0.4);
        Assert.Empty(report.Lost);
        Assert.InRange(report.Share(lab.Isp1.PublicAddress), 0.3, 0.7);

        using var fault = lab.Isp2.LinkDown();
        await scenario.UplinkIs("isp2", "down");
        Assert.Equal(1.0, scenario.Measure(0.2).Share(lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);

        static IspSpec Dialled(IspSpec isp) => isp with { Link = LinkKind.PointToPoint, Gateway = "100.64.64.64" };
    }

    private static IReadOnlyList<PhysicalAddress> NextHops(LinkSniffer wire) =>
        [.. wire.Where(f => f is { IsIPv4: true, Outgoing: true }).Select(f => f.Destination).Distinct()];

    private static PhysicalAddress MacOf(Isp isp) => PhysicalAddress.Parse(
        new LabRouter(isp.Namespace).Ip("link show cust0")[0].GetProperty("address").GetString()!.Replace(':', '-'));
}
