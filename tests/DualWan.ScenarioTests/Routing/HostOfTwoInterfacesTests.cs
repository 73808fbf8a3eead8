using System.Net.NetworkInformation;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>
/// Seed 003: a host, no router, with a cable and a wireless interface in one network behind one modem.
/// </summary>
public sealed class HostOfTwoInterfacesTests
{
    private const string Policy = """
        uplinks:
          cable: {interface: eth0}
          radio: {interface: wlan0, distance: 2}

        """ + Scenario.QuickHealth;

    [Fact]
    public async Task A_host_moves_to_the_other_interface_and_back_and_never_forwards()
    {
        // SD-03, T-11 (IF-03, G-17): same subnet, same gateway, no LAN.
        var lab = new LabBuilder().OneModemTwoInterfaces().DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Policy);
        using var eth0 = LinkSniffer.Start(lab.Router, "eth0");
        using var wlan0 = LinkSniffer.Start(lab.Router, "wlan0");

        await LeavesBy(scenario, "eth0", eth0, wlan0);

        // The cable is pulled out of the host: its end of the switch goes down.
        lab["sw"].Ip("link set eth0 down");
        await scenario.UplinkIs("cable", "down");
        await LeavesBy(scenario, "wlan0", wlan0, eth0);

        lab["sw"].Ip("link set eth0 up");
        await scenario.UplinkIs("cable", "up");
        await LeavesBy(scenario, "eth0", eth0, wlan0);

        // The other way: the wireless one fails while it stands by, then serves again.
        lab["sw"].Ip("link set wlan0 down");
        await scenario.UplinkIs("radio", "down");
        Assert.NotNull(scenario.RouterExit());
        lab["sw"].Ip("link set wlan0 up");
        await scenario.UplinkIs("radio", "standby");

        Assert.Equal("0", lab.Router.Sysctl("net.ipv4.ip_forward"));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Each_interface_answers_ARP_for_its_own_address_only()
    {
        // T-11: no ARP flux on the shared segment.
        var lab = new LabBuilder().OneModemTwoInterfaces().DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Policy);
        using var wire = LinkSniffer.Start(lab.Isp1.Namespace, "cust0");

        lab.Isp1.Namespace.Ip("neigh flush dev cust0");
        Assert.True(Pinger.Send(lab.Isp1.Namespace, "192.168.1.252").AllAnswered);
        Assert.True(Pinger.Send(lab.Isp1.Namespace, "192.168.1.25").AllAnswered);

        Assert.Equal([MacOf(lab, "eth0")], AnswersFor(wire, "192.168.1.252"));
        Assert.Equal([MacOf(lab, "wlan0")], AnswersFor(wire, "192.168.1.25"));
    }

    private static async Task LeavesBy(Scenario scenario, string name, LinkSniffer used, LinkSniffer unused)
    {
        using (var device = LinkSniffer.Start(scenario.Lab.Isp1.Namespace, "cust0"))
        {
            used.Clear();
            unused.Clear();
            Assert.NotNull(scenario.RouterExit());
            await Eventually.True(() => device.Frames.Any(f => IsFlow(f)), "the flow passes the modem");
        }

        Assert.Contains(used.Frames, f => f.Outgoing && IsFlow(f));
        Assert.DoesNotContain(unused.Frames, f => f.Outgoing && IsFlow(f));
        var expected = name == "eth0" ? "192.168.1.252" : "192.168.1.25";
        Assert.All(used.Where(f => f.Outgoing && IsFlow(f)), f => Assert.Equal(expected, f.From!.ToString()));
    }

    private static bool IsFlow(CapturedFrame frame) => frame.To?.ToString() == "192.0.2.80";

    private static IReadOnlyList<PhysicalAddress> AnswersFor(LinkSniffer wire, string address) =>
        [.. wire.Where(f => f.ArpOperation == 2 && f.ArpSender?.ToString() == address)
            .Select(f => f.ArpSenderMac!).Distinct()];

    private static PhysicalAddress MacOf(NetworkLab lab, string link) => PhysicalAddress.Parse(
        new LabRouter(lab.Router).Ip($"link show {link}")[0].GetProperty("address").GetString()!.Replace(':', '-'));
}
