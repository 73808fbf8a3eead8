using System.Net;
using System.Net.Sockets;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

/// <summary>Lines that look up and are not (K-26, kernel.md rows 24 to 26), and lines that look odd but work.</summary>
public sealed class OriginLiveTests : IDisposable
{
    private readonly ProbeLab _lab = new();

    [Theory]
    [InlineData("icmp")]
    [InlineData("tcp")]
    [InlineData("dns")]
    [InlineData("http")]
    public async Task No_kind_of_probe_believes_a_proxy_arp_liar_on_a_line_without_default(string kind)
    {
        var one = IpAddress.Parse("1.1.1.1");
        MonitorTarget target = kind switch
        {
            "icmp" => new MonitorTarget.Icmp(one),
            "tcp" => new MonitorTarget.Tcp(one, 80),
            "dns" => new MonitorTarget.Dns(one, "example.com"),
            _ => new MonitorTarget.Http("http://1.1.1.1/"),
        };
        using var web = TestServers.Http(_lab.Isps[0], 80, "HTTP/1.1 200 OK\r\n\r\n");
        using var dns = TestServers.Udp(_lab.Isps[0], "1.1.1.1", q => TestServers.DnsAnswer(q, 0, "1.2.3.4"));
        var uplink = ProbeLab.Uplink(0, target);
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 1))[0].Outcome);

        LeaveTheTrapOnly();
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(Trusting(uplink), 2))[0].Outcome); // the trap is real
        var result = (await _lab.Round(uplink, 3))[0];
        Assert.Equal((ProbeOutcome.NotSent, ProbeReason.NoRoute), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_line_without_gateway_needs_a_route_too()
    {
        var uplink = ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"));
        uplink = uplink with
        {
            Binding = uplink.Binding with { IPv4 = new ProbeAddress(IpAddress.Parse("10.31.0.2"), null) },
        };
        LeaveTheTrapOnly();
        Assert.Equal(ProbeReason.NoRoute, (await _lab.Round(uplink, 1))[0].Reason);
        _lab.Router.Ip("route add default dev wan1 table 7701");
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 2))[0].Outcome);
    }

    [Fact]
    public async Task An_answer_that_comes_when_the_default_is_gone_is_a_lie()
    {
        (Socket Socket, byte[] Request, EndPoint From)? held = null;
        using var server = TestServers.Icmp(_lab.Isps[0], "1.1.1.1", (s, request, from) => held = (s, request, from));
        _lab.Engine.Configure([ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"))]);
        _lab.Engine.SendRound("isp1", 1, RoutedFamilies.Both);
        await Eventually.True(() => held is not null, "a request held");

        _lab.Router.Ip("route del default table 7701 metric 10");
        held!.Value.Socket.SendTo(TestServers.EchoReply(held.Value.Request), held.Value.From);
        var result = (await _lab.Of(1, 1))[0];
        Assert.Equal((ProbeOutcome.Lied, ProbeReason.RouteChanged), (result.Outcome, result.Reason));
    }

    // kernel.md row 25: same subnet, same gateway and same own address on both lines.
    [Fact]
    public async Task Twin_lines_are_told_apart_by_their_device_alone()
    {
        for (var i = 0; i < 2; i++)
        {
            _lab.Isps[i].Ip("addr add 192.168.1.1/24 dev line");
            _lab.Router.IpBatch($"addr add 192.168.1.2/24 dev wan{i + 1}\n"
                + $"route add default via 192.168.1.1 dev wan{i + 1} table {7701 + i} metric 1\n");
        }

        _lab.Isps[0].Nft("table ip t { chain c { type filter hook input priority -300; ip protocol icmp drop; }; }");
        var twin = new ProbeAddress(IpAddress.Parse("192.168.1.2"), IpAddress.Parse("192.168.1.1"));
        UplinkProbes[] uplinks = [.. Enumerable.Range(0, 2).Select(i =>
            ProbeLab.Uplink(i, ProbeLab.Icmp("1.1.1.1"), new MonitorTarget.Gateway(), new MonitorTarget.Arp(null)) with
            {
                Binding = ProbeLab.Binding(i) with { IPv4 = twin },
            })];
        _lab.Engine.Configure(uplinks);
        foreach (var uplink in uplinks)
            _lab.Engine.SendRound(uplink.Uplink, 1, RoutedFamilies.Both);
        await _lab.Of(1, 4);
        Assert.Equal(["isp1 2 Reply", "isp2 0 Reply", "isp2 1 Reply", "isp2 2 Reply"],
            _lab.Results.Select(r => $"{r.Uplink} {r.Monitor} {r.Outcome}").Order());
    }

    // As router advertisements leave it: the gateway is a link-local address.
    [Fact]
    public async Task An_ipv6_gateway_with_a_link_local_address_is_proven_and_asked()
    {
        _lab.Isps[0].Ip("addr add fe80::1/64 dev line nodad");
        _lab.Router.Ip("-6 route add default via fe80::1 dev wan1 table 7701 metric 1");
        var binding = ProbeLab.Binding(0);
        binding = binding with { IPv6 = new ProbeAddress(binding.IPv6!.Value.Source, IpAddress.Parse("fe80::1")) };
        var uplink = ProbeLab.Uplink(0, ProbeLab.Icmp("2001:db8::1"), ProbeLab.Icmp("fe80::1"),
            new MonitorTarget.Arp(IpAddress.Parse("fe80::1")));
        await _lab.RecoversWithin(uplink with { Binding = binding }, 10);

        // The scope of a link-local address follows the device to its new index (K-13).
        _lab.Router.Ip("link del wan1");
        _lab.Connect(0);
        _lab.Isps[0].Ip("addr add fe80::1/64 dev line nodad");
        _lab.Router.Ip("-6 route add default via fe80::1 dev wan1 table 7701 metric 1");
        await _lab.RecoversWithin(uplink with { Binding = binding }, 20);
    }

    /// <summary>No default on line 1, and a far end that answers every "who has".</summary>
    private void LeaveTheTrapOnly()
    {
        _lab.Isps[0].Sysctl(("net.ipv4.conf.line.proxy_arp", "1"));
        _lab.Router.IpBatch("route del default table 7701 metric 10\nroute del unreachable default table 7701\n");
    }

    private static UplinkProbes Trusting(UplinkProbes uplink) =>
        uplink with { Binding = uplink.Binding with { ProveRoute = false } };

    public void Dispose() => _lab.Dispose();
}
