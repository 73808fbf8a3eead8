using System.Net;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>ICMP errors, traceroute and fragments find their way through pins, NAT and both lines.</summary>
public sealed class IcmpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fragmentation_needed_reaches_the_client_from_the_router_and_from_the_Internet(int line)
    {
        // K-19, kernel.md row 20
        using var scenario = await Scenario.Start(Scenario.TwoLines(
            $"rules:\n  - {{src-address: 10.0.0.10, uplink: isp{line}}}\n"));
        var lab = scenario.Lab;
        var isp = lab.Isps[line - 1];
        using var wire = LinkSniffer.Start(lab.Router, isp.Interface);
        Assert.True(Pinger.Send(lab.Client, "192.0.2.80", 2, size: 1472, dontFragment: true).AllAnswered);

        using (isp.SmallMtu(1400))
            Assert.Equal(1400, Pinger.Send(lab.Client, "192.0.2.81", 2, size: 1472, dontFragment: true).Mtu);
        lab.Router.Ip($"link set wan{line} mtu 1450");
        await Eventually.Value(() => Pinger.Send(lab.Client, "192.0.2.82", 2, size: 1472, dontFragment: true).Mtu,
            static mtu => mtu == 1450, "the router's own");

        Assert.True(isp.Counters().EchoRequests > 0);
        Assert.True(scenario.Leaked == 0, string.Join('\n', wire.Frames.Where(frame => frame.Outgoing
            && frame.From?.ToString() != isp.PublicAddress)) + isp.Counters());
    }

    [Fact]
    public async Task After_failover_to_a_line_of_1492_bytes_a_download_and_a_forwarded_port_go_on()
    {
        // K-19, G-61: the new line is smaller than the LAN and than the one before.
        var lab = NetworkLab.TwoUplinks();
        lab.Router.Ip("link set wan2 mtu 1492");
        lab.Isp2.Namespace.Ip("link set cust0 mtu 1492");
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup("firewall: none\n"));
        using var inside = EchoServer.Start(lab.Client, 8081);
        lab.Router.Nft("table ip forwards { chain pre { type nat hook prerouting priority dstnat; "
            + "iifname { \"wan1\", \"wan2\" } tcp dport 8081 dnat to 10.0.0.10\n } \n }");
        using var fault = lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");

        Assert.Equal(1492, Pinger.Send(lab.Client, "192.0.2.83", 2, size: 1472, dontFragment: true).Mtu);
        using var download = await TcpFlow.Start(lab.Client, TcpFlowKind.Receiver, "192.0.2.84");
        using var upload = await TcpFlow.Start(lab.Internet, TcpFlowKind.Receiver, lab.Isp2.PublicAddress, 8081);
        await Eventually.True(() => download.Received > 200_000 && upload.Received > 200_000, "both deliver", 15);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_traceroute_shows_the_router_and_the_gateway_of_its_line()
    {
        // K-20, also for a host without failover
        using var scenario = await Scenario.Start(Scenario.TwoLines("""
            rules:
              - {dst-address: 192.0.2.1-192.0.2.99, uplink: isp1}
              - {dst-address: 192.0.2.200, uplink: isp2}
              - {dst-address: 192.0.2.201, uplink: isp2, failover: no}

            """));

        foreach (var (target, isp) in new[] { ("192.0.2.50", 1), ("192.0.2.200", 2), ("192.0.2.201", 2) })
        {
            IPAddress?[] expected = [IPAddress.Parse("10.0.0.1"),
                IPAddress.Parse(scenario.Lab.Isps[isp - 1].Spec.Gateway), IPAddress.Parse(target)];
            Assert.Equal(expected, Traceroute.Hops(scenario.Lab.Client, target));
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Fragments_go_whole_by_one_line_and_a_piece_without_its_start_goes_nowhere()
    {
        // K-22
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var lab = scenario.Lab;
        foreach (var size in new[] { 4000, 60_000 })
        {
            for (var host = 0; host < 6; host++)
                Assert.True(Pinger.Send(lab.Client, $"192.0.2.{100 + host}", size: size, timeout: 2000).AllAnswered,
                    $"{size} bytes to host {host}");
        }

        using var wire = LinkSniffer.Start(lab.Router, "wan1");
        using var other = LinkSniffer.Start(lab.Router, "wan2");
        for (var host = 0; host < 6; host++)
            RawPackets.SendLaterFragment(lab.Client, "10.0.0.10", $"192.0.2.{180 + host}");
        Assert.True(Pinger.Send(lab.Client, "192.0.2.186", 2).AllAnswered);
        Assert.DoesNotContain(wire.Frames.Concat(other.Frames), static frame =>
            frame.To?.ToString() is { } to && to != "192.0.2.186"
            && to.StartsWith("192.0.2.18", StringComparison.Ordinal));
        Assert.Equal(0, scenario.Leaked);
    }
}
