using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>What is near stays near: no mark carries a packet for the router, another LAN or a modem away.</summary>
public sealed class LocalTrafficTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_router_another_lan_and_both_modems_are_reached_whatever_the_classifier_says()
    {
        var lab = new LabBuilder().Lan(addressesPerClient: 8).Lan().Isps(2).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines(
            "balance: {per-connection-classifier: both-addresses-and-ports}\n")
            .Replace("[lan0]", "[lan0, lan1]", StringComparison.Ordinal));
        using var router = EchoServer.Start(lab.Router, 8090);
        using var other = EchoServer.Start(lab["lan1"], 8090);
        using var modem1 = EchoServer.Start(lab.Isp1.Namespace, 8090);
        using var modem2 = EchoServer.Start(lab.Isp2.Namespace, 8090);
        using var wires = new WanSniffers(lab);

        // T-50, PR-15: a classified packet for the router itself; T-51, G-29: both of its LAN addresses are local.
        await AllAsk(lab, "10.0.0.1", "10.0.0.10");
        await AllAsk(lab, "10.0.1.1", "10.0.0.10");
        Assert.True(Pinger.Send(lab.Client, "10.0.0.1").AllAnswered);

        // T-52, TB-04, G-30: from LAN to LAN, seen with the client's own address and never on a line.
        await AllAsk(lab, "10.0.1.10", "10.0.0.10");
        Assert.Equal("", wires.LinesOf(static frame => frame.To?.ToString() == "10.0.1.10"));
        Assert.Empty(wires.Private());

        // T-53, G-31: a modem's page is reached by its own line, whatever the bucket.
        await AllAsk(lab, lab.Isp1.Spec.Gateway, lab.Isp1.PublicAddress);
        await AllAsk(lab, lab.Isp2.Spec.Gateway, lab.Isp2.PublicAddress);
        Assert.All(lab.Isps, isp => Assert.Equal(isp.Interface, wires.LinesOf(
            frame => frame.DestinationPort == 8090 && frame.To?.ToString() == isp.Spec.Gateway)));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_modem_answers_while_what_lies_behind_it_is_dead()
    {
        // T-53: that is when people want to see its page.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var modem = EchoServer.Start(lab.Isp1.Namespace, 8090);
        using var fault = lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");

        await AllAsk(lab, lab.Isp1.Spec.Gateway, lab.Isp1.PublicAddress);

        Assert.Equal(0, scenario.Leaked);
    }

    /// <summary>Sixteen connections and datagrams from ports of their own: each bucket is met.</summary>
    private static async Task AllAsk(NetworkLab lab, string server, string seenAs)
    {
        var to = new IPEndPoint(IPAddress.Parse(server), 8090);
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal(seenAs, (await LabSocket.WhoByTcp(lab.Client, to, Patience))?.Address.ToString());
            Assert.Equal(seenAs, LabSocket.WhoByUdp(lab.Client, to, Patience)?.Address.ToString());
        }
    }
}
