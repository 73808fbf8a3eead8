using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

public sealed class StationAndTcpLiveTests : IDisposable
{
    private readonly ProbeLab _lab = new();

    [Fact]
    public async Task Arp_and_neighbour_solicitation_find_the_gateway()
    {
        var results = await _lab.Round(
            ProbeLab.Uplink(0, new MonitorTarget.Arp(null), Arp("10.31.0.1"), Arp("fd31::1")), 1);
        Assert.All(results, r => Assert.Equal((ProbeOutcome.Reply, ProbeReason.None), (r.Outcome, r.Reason)));
        Assert.Equal(255, results[2].HopLimit);
        Assert.All(results, r => Assert.InRange(r.RoundTrip.TotalMilliseconds, 0.0001, 1000));
    }

    // House: an ARP probe asks the wire, not the kernel's memory of it.
    [Fact]
    public async Task Arp_of_a_gateway_that_has_gone_silent_has_no_answer()
    {
        var uplink = ProbeLab.Uplink(0, new MonitorTarget.Arp(null));
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 1))[0].Outcome);
        _lab.Isps[0].Sysctl(("net.ipv4.conf.line.arp_ignore", "8"));
        _lab.Engine.SendRound("isp1", 2, RoutedFamilies.Both);
        _lab.Engine.Configure([uplink, ProbeLab.Uplink(1, new MonitorTarget.Arp(null))]);
        _lab.Engine.SendRound("isp2", 3, RoutedFamilies.Both);
        await _lab.Of(3, 1);
        Assert.DoesNotContain(_lab.Results, r => r.Round == 2);
    }

    [Fact]
    public async Task Two_stations_that_answer_for_one_address_are_a_lie()
    {
        // A bridge on the line with a second station behind it that claims the gateway's address as well.
        _lab.Isps[0].IpBatch("link add br0 type bridge\nlink set br0 up\naddr flush dev line\n"
            + "link set line master br0\naddr add 10.31.0.1/24 dev br0\n"
            + "link add port type veth peer name twin\nlink set port master br0 up\n"
            + $"link set twin netns {_lab.Isps[1].Path}\n");
        _lab.Isps[1].IpBatch("link set twin up\naddr add 10.31.0.1/24 dev twin\n");
        await Eventually.True(
            () => _lab.Isps[0].Ip("-o link show master br0").Split('\n').Count(l => l.Contains("state forwarding")
                || l.Contains("state UP")) == 2, "both ports of the bridge up");
        var uplink = ProbeLab.Uplink(0, new MonitorTarget.Arp(null));
        _lab.Engine.Configure([uplink]);
        _lab.Engine.SendRound("isp1", 1, RoutedFamilies.Both);
        var results = await _lab.Of(1, 2);
        Assert.Equal([ProbeOutcome.Reply, ProbeOutcome.Lied], results.Select(r => r.Outcome));
        Assert.Equal(ProbeReason.TwoStations, results[1].Reason);
    }

    // T-107
    [Fact]
    public async Task Stations_are_not_asked_from_an_address_that_is_gone_and_are_again_when_it_is_back()
    {
        var uplink = ProbeLab.Uplink(0, Arp("10.31.0.1"), Arp("fd31::1"));
        Assert.All(await _lab.Round(uplink, 1), r => Assert.Equal(ProbeOutcome.Reply, r.Outcome));
        _lab.Router.IpBatch("addr del 10.31.0.2/24 dev wan1\naddr del fd31::2/64 dev wan1\n");
        Assert.All(await _lab.Round(uplink, 2),
            r => Assert.Equal((ProbeOutcome.NotSent, ProbeReason.AddressGone), (r.Outcome, r.Reason)));
        _lab.Router.IpBatch("addr add 10.31.0.2/24 dev wan1\naddr add fd31::2/64 dev wan1 nodad\n");
        await _lab.RecoversWithin(uplink, 30);

        _lab.Router.Ip("link del wan1");
        Assert.All(await _lab.Round(uplink, 4),
            r => Assert.Equal((ProbeOutcome.NotSent, ProbeReason.DeviceGone), (r.Outcome, r.Reason)));
        _lab.Connect(0);
        await _lab.RecoversWithin(uplink, 50);
    }

    [Fact]
    public async Task A_point_to_point_line_has_no_stations_to_ask()
    {
        _lab.Router.IpBatch("tuntap add tun0 mode tun\nlink set tun0 up\naddr add 10.77.0.2 peer 10.77.0.1 dev tun0\n");
        var uplink = new UplinkProbes("ppp", new ProbeBinding
        {
            Interface = "tun0",
            IPv4 = new ProbeAddress(IpAddress.Parse("10.77.0.2"), null),
        }, [new MonitorTarget.Arp(null), Arp("10.77.0.1"), new MonitorTarget.Gateway()], []);
        Assert.All(await _lab.Round(uplink, 1),
            r => Assert.Equal((ProbeOutcome.NotSent, ProbeReason.NotApplicable), (r.Outcome, r.Reason)));
    }

    // T-105
    [Fact]
    public async Task Tcp_established_is_a_reply_and_a_reset_is_a_refusal()
    {
        using var server = TestServers.Http(_lab.Isps[0], 443, "");
        var results = await _lab.Round(ProbeLab.Uplink(0, Tcp("1.1.1.1", 443), Tcp("1.1.1.1", 444)), 1);
        Assert.Equal(["Reply None", "Refused ConnectionRefused"], results.Select(r => $"{r.Outcome} {r.Reason}"));
        Assert.InRange(results[0].RoundTrip.TotalMilliseconds, 0.001, 1000);
    }

    [Fact]
    public async Task Tcp_to_a_silent_port_never_leaves_by_the_other_uplink_and_says_nothing()
    {
        _lab.Router.Ip("route add default via 10.32.0.1 dev wan2");
        _lab.Isps[0].Nft("table ip t { chain c { type filter hook input priority -300; tcp dport 443 drop; }; }");
        using var other = TestServers.Http(_lab.Isps[1], 443, "");
        var uplink = ProbeLab.Uplink(0, Tcp("1.1.1.1", 443), ProbeLab.Icmp("1.1.1.1"));
        _lab.Engine.Configure([uplink]);
        _lab.Engine.SendRound("isp1", 1, RoutedFamilies.Both);
        await _lab.Of(1, 1);
        _lab.Engine.SendRound("isp1", 2, RoutedFamilies.Both);
        await _lab.Of(2, 1);
        Assert.DoesNotContain(_lab.Results, r => r.Monitor == 0);
    }

    [Fact]
    public async Task Tcp_of_a_lost_address_or_route_is_not_sent()
    {
        var uplink = ProbeLab.Uplink(0, Tcp("1.1.1.1", 443));
        _lab.Router.Ip("route del default table 7701 metric 10");
        Assert.Equal(ProbeReason.NoRoute, (await _lab.Round(uplink, 1))[0].Reason);
        _lab.Router.Ip("addr del 10.31.0.2/24 dev wan1");
        Assert.Equal(ProbeReason.AddressGone, (await _lab.Round(uplink, 2))[0].Reason);
        _lab.Router.Ip("link del wan1");
        Assert.Equal(ProbeReason.DeviceGone, (await _lab.Round(uplink, 3))[0].Reason);
    }

    private static MonitorTarget.Arp Arp(string address) => new(IpAddress.Parse(address));

    private static MonitorTarget.Tcp Tcp(string address, ushort port) => new(IpAddress.Parse(address), port);

    public void Dispose() => _lab.Dispose();
}
