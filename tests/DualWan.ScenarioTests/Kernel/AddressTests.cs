using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>Leases of every shape: addresses that go and come, twins, gateways outside of the network.</summary>
public sealed class AddressTests
{
    [Fact]
    public async Task A_second_address_of_the_line_takes_over_when_the_first_is_removed()
    {
        // K-10: carrier stays; the second is promoted as promote_secondaries=1 wants it.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var router = scenario.Lab.Router;
        router.Sysctl(("net.ipv4.conf.wan1.promote_secondaries", "1"));
        router.Ip("addr add 203.0.113.3/24 dev wan1");
        using var meter = FlowMeter.Start(scenario.Lab.Client, new FlowMeterOptions { PerSecond = 200 });

        router.Ip("addr del 203.0.113.2/24 dev wan1");
        router.Ip("route replace default via 203.0.113.1 dev wan1 proto dhcp src 203.0.113.3 metric 100");

        await Eventually.True(() => scenario.Measure(0.1).Share("203.0.113.3") == 1.0, "the second is used", 10);
        Assert.True(scenario.Router.Ip("rule show").EnumerateArray().Any(static rule =>
            rule.TryGetProperty("src", out var source) && source.GetString() == "203.0.113.3"), "its rule is there");
        using (scenario.Lab.Isp1.AddressRemoved())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.Equal(1.0, scenario.Measure(0.2).Share(scenario.Lab.Isp2.PublicAddress));
        }

        await scenario.UplinkIs("isp1", "up");
        meter.Stop();
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Two_modems_that_give_the_same_address_are_two_lines_and_stay_so_when_one_gives_another()
    {
        // K-11, kernel.md row 25
        using var scenario = await Scenario.Start(
            new LabBuilder().Lan().TwinModems(sameAddress: true).DhcpDefaults().Build(), Scenario.TwoLines());
        var lab = scenario.Lab;
        await scenario.UplinkIs("isp1", "up");
        await scenario.UplinkIs("isp2", "up");
        var before = scenario.Measure(0.3);
        Assert.Empty(before.Lost);
        Assert.Equal(2, before.ByAddress.Count);

        using (lab.Isp2.AddressChanged("192.168.1.77/24"))
        {
            await Eventually.True(() => scenario.Measure(0.2) is { Lost.Count: 0, ByAddress.Count: 2 }, "both", 10);
            using var fault = lab.Isp1.UpstreamDead();
            await scenario.UplinkIs("isp1", "down");
            var report = scenario.Measure(0.2);
            Assert.Empty(report.Lost);
            Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_gateway_outside_of_the_network_and_a_line_without_a_gateway_fail_over_like_others()
    {
        // K-12: a /32 lease with an on-link gateway, and a PPP-like line
        var lab = new LabBuilder().Lan().Isp(static isp => isp.OnLink("203.0.113.1"))
            .Isp(static isp => isp with { Link = LinkKind.PointToPoint }).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines());
        var before = KernelState.Ours(scenario.Router);
        Assert.Equal(2, scenario.Measure(0.2).ByAddress.Count);
        for (var line = 0; line < 2; line++)
        {
            using (lab.Isps[line].LinkDown())
            {
                await scenario.UplinkIs($"isp{line + 1}", "down");
                var report = scenario.Measure(0.2);
                Assert.Empty(report.Lost);
                Assert.Equal(1.0, report.Share(lab.Isps[1 - line].PublicAddress));
            }

            await scenario.UplinkIs($"isp{line + 1}", "up");
            await KernelState.Is(before, scenario.Router);
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Names_that_nftables_knows_as_words_are_names_of_lines_lists_and_interfaces()
    {
        // K-33
        var lab = new LabBuilder().Lan()
            .Isp(static isp => isp with { Interface = "fwd" })
            .Isp(static isp => isp with { Interface = "accept.counter0" }).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, $$"""
            uplinks:
              drop: {interface: fwd}
              tcp: {interface: accept.counter0}
            lan: {interfaces: [lan0]}
            nat: masquerade
            address-lists:
              meta: [10.0.0.10]
            rules:
              - {src-address-list: meta, protocol: udp, dst-port: 7, uplink: tcp}
            {{Scenario.QuickHealth}}
            """);

        var report = scenario.Measure(0.2);

        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
        using var fault = lab.Isp2.UpstreamDead();
        await scenario.UplinkIs("tcp", "down");
        Assert.Equal(1.0, scenario.Measure(0.2).Share(lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }
}
