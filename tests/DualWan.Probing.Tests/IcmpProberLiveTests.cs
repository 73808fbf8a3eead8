using DualWan.Core.Config;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

public sealed class IcmpProberLiveTests : IDisposable
{
    private readonly ProbeLab _lab = new();

    [Fact]
    public async Task Every_monitor_of_both_families_answers()
    {
        var results = await _lab.Round(
            ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"), new MonitorTarget.Gateway(), ProbeLab.Icmp("2001:db8::1")), 7);

        Assert.All(results, r => Assert.Equal((ProbeOutcome.Reply, ProbeReason.None), (r.Outcome, r.Reason)));
        Assert.Equal(["isp1 0 64", "isp1 1 64", "isp1 2 64"],
            results.Select(r => $"{r.Uplink} {r.Monitor} {r.HopLimit}"));
        Assert.All(results, r => Assert.InRange(r.RoundTrip.TotalMilliseconds, 0.001, 1000));
    }

    // T-37: bound probes of a silent uplink never show up on the other one, not even with a default route there.
    [Fact]
    public async Task A_probe_of_a_silent_uplink_never_leaves_by_another()
    {
        _lab.Router.Ip("route add default via 10.32.0.1 dev wan2");
        _lab.Isps[0].Nft("table ip t { counter seen { }; "
            + "chain c { type filter hook input priority -300; counter name seen drop; }; }");
        _lab.Isps[1].Nft("table inet t { counter seen { }; chain c { type filter hook prerouting priority -300; "
            + "meta l4proto { icmp, tcp, udp } counter name seen; }; }");
        _lab.Engine.Configure([ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"), ProbeLab.Icmp("8.8.8.8"))]);
        for (var round = 0; round < 50; round++)
            _lab.Engine.SendRound("isp1", round, RoutedFamilies.Both);

        await Eventually.Value(() => Counted(0, "list counter ip t seen"), n => n == 100, "100 probes at ISP 1");
        Assert.Equal(0, Counted(1, "list counter inet t seen"));
        Assert.Empty(_lab.Results);
    }

    // K-26, kernel.md row 24: without a default the kernel asks "who has 1.1.1.1" on the line, and a liar answers.
    [Fact]
    public async Task A_proxy_arp_liar_on_a_line_without_default_is_not_believed()
    {
        _lab.Isps[0].Sysctl(("net.ipv4.conf.line.proxy_arp", "1"));
        _lab.Router.IpBatch("route del default table 7701 metric 10\nroute del unreachable default table 7701\n");
        var trusting = ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"));
        trusting = trusting with { Binding = trusting.Binding with { ProveRoute = false } };
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(trusting, 1))[0].Outcome); // the trap is real here

        var result = (await _lab.Round(ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1")), 2))[0];
        Assert.Equal((ProbeOutcome.NotSent, ProbeReason.NoRoute), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Without_the_callers_word_for_the_strict_default_nothing_is_sent()
    {
        var results = await _lab.Round(
            ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"), ProbeLab.Icmp("2001:db8::1")), 1, RoutedFamilies.IPv6);
        Assert.Equal([ProbeOutcome.NotSent, ProbeOutcome.Reply], results.Select(r => r.Outcome));
        Assert.Equal(ProbeReason.NoRoute, results[0].Reason);
    }

    // T-38
    [Theory]
    [InlineData("blackhole")]
    [InlineData("unreachable")]
    [InlineData("prohibit")]
    public async Task A_reject_route_for_the_monitor_is_an_answer_at_once(string kind)
    {
        _lab.Router.Ip($"route add {kind} 1.1.1.1/32 table 7701");
        var result = (await _lab.Round(ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1")), 1))[0];
        Assert.Equal((ProbeOutcome.NotSent, ProbeReason.NoRoute), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_route_by_another_gateway_is_not_proof()
    {
        _lab.Router.Ip("route add default via 10.31.0.77 dev wan1 table 7701 metric 1");
        var result = (await _lab.Round(ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1")), 1))[0];
        Assert.Equal((ProbeOutcome.NotSent, ProbeReason.OtherGateway), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_monitor_in_the_uplinks_own_network_needs_no_gateway()
    {
        _lab.Isps[0].Ip("addr add 10.31.0.9/24 dev line");
        var result = (await _lab.Round(ProbeLab.Uplink(0, ProbeLab.Icmp("10.31.0.9")), 1))[0];
        Assert.Equal(ProbeOutcome.Reply, result.Outcome);
    }

    [Fact]
    public async Task An_icmp_error_for_the_probe_is_a_refusal()
    {
        _lab.Isps[0].Sysctl(("net.ipv4.ip_forward", "1"));
        _lab.Isps[0].Ip("route add unreachable 203.0.113.0/24");
        var result = (await _lab.Round(ProbeLab.Uplink(0, ProbeLab.Icmp("203.0.113.7")), 1))[0];
        Assert.Equal((ProbeOutcome.Refused, ProbeReason.IcmpError, 0x0301),
            (result.Outcome, result.Reason, result.Detail));
    }

    // Report 14: "after PPPoE reconnect dpinger loops on sendto error: 65 for ever".
    [Fact]
    public async Task An_address_that_goes_and_comes_back_costs_only_the_rounds_between()
    {
        var uplink = ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"), ProbeLab.Icmp("2001:db8::1"));
        Assert.All(await _lab.Round(uplink, 1), r => Assert.Equal(ProbeOutcome.Reply, r.Outcome));

        _lab.Router.IpBatch("addr del 10.31.0.2/24 dev wan1\naddr del fd31::2/64 dev wan1\n");
        var without = await _lab.Round(uplink, 2);
        Assert.All(without, r => Assert.Equal((ProbeOutcome.NotSent, ProbeReason.AddressGone), (r.Outcome, r.Reason)));

        _lab.Router.IpBatch("addr add 10.31.0.2/24 dev wan1\naddr add fd31::2/64 dev wan1 nodad\n");
        _lab.AddStrictRoutes(0);
        Assert.All(await _lab.Round(uplink, 3), r => Assert.Equal(ProbeOutcome.Reply, r.Outcome));
    }

    // K-13
    [Fact]
    public async Task An_interface_deleted_and_made_again_under_another_index_is_found_by_its_name()
    {
        var uplink = ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"), ProbeLab.Icmp("2001:db8::1"));
        Assert.All(await _lab.Round(uplink, 1), r => Assert.Equal(ProbeOutcome.Reply, r.Outcome));

        _lab.Router.Ip("link del wan1");
        var gone = await _lab.Round(uplink, 2);
        Assert.All(gone, r => Assert.Equal((ProbeOutcome.NotSent, ProbeReason.DeviceGone), (r.Outcome, r.Reason)));

        _lab.Router.Ip("link add filler type veth peer name filler2");
        _lab.Connect(0);
        Assert.All(await _lab.Round(uplink, 3), r => Assert.Equal(ProbeOutcome.Reply, r.Outcome));
    }

    [Fact]
    public async Task A_device_that_is_down_is_named_so_and_recovers()
    {
        var uplink = ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"));
        _lab.Router.Ip("link set wan1 down");
        Assert.Equal(ProbeOutcome.NotSent, (await _lab.Round(uplink, 1))[0].Outcome);
        _lab.Router.IpBatch("link set wan1 up\naddr add fd31::2/64 dev wan1 nodad\n"); // IPv6 loses them when down
        _lab.AddStrictRoutes(0);
        Assert.Equal(ProbeOutcome.Reply, (await _lab.Round(uplink, 2))[0].Outcome);
    }

    [Fact]
    public async Task A_firewall_that_drops_our_own_probe_is_named()
    {
        _lab.Router.Nft("table ip t { chain c { type filter hook output priority 0; ip protocol icmp drop; }; }");
        var result = (await _lab.Round(ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1")), 1))[0];
        Assert.Equal((ProbeOutcome.NotSent, ProbeReason.Filtered), (result.Outcome, result.Reason));
    }

    private long Counted(int isp, string list)
    {
        var text = _lab.Isps[isp].Run("nft", list.Split(' ')).Output;
        var words = text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(words[Array.IndexOf(words, "packets") + 1]);
    }

    public void Dispose() => _lab.Dispose();
}
