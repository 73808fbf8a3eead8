using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>Leases that change, end and come back while the agent runs.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task A_new_gateway_in_the_lease_is_followed_in_every_table()
    {
        // T-39 (DH-05, DH-06)
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;

        using (lab.Isp1.GatewayChanged("203.0.113.254"))
        {
            await Eventually.True(() => GatewaysOf(scenario, "wan1").SequenceEqual(["203.0.113.254"]),
                "every nexthop of wan1 has the new gateway");
            await scenario.UplinkIs("isp1", "up");
            var report = scenario.Measure(0.3);
            Assert.Empty(report.Lost);
            Assert.Equal(1.0, report.Share(lab.Isp1.PublicAddress));
            Assert.DoesNotContain("203.0.113.1 ", lab.Router.Ip("route show table all"), StringComparison.Ordinal);
        }

        await Eventually.True(() => GatewaysOf(scenario, "wan1").SequenceEqual(["203.0.113.1"]), "and back");
        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_new_gateway_leaves_no_moment_without_a_default_route()
    {
        // T-39: nobody's line is broken here, only the route is replaced: the answer of every new flow counts.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        lab.Isp1.Namespace.Ip("addr add 203.0.113.254/24 dev cust0");
        using var meter = FlowMeter.Start(lab.Client);
        await Task.Delay(200, TestContext.Current.CancellationToken);

        lab.Router.Ip("route replace default via 203.0.113.254 dev wan1 proto dhcp src 203.0.113.2 metric 100");
        await Eventually.True(() => GatewaysOf(scenario, "wan1").SequenceEqual(["203.0.113.254"]), "it is followed");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        var report = meter.Stop();

        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(lab.Isp1.PublicAddress));
        Assert.Equal("up", scenario.Agent.UplinkState("isp1"));
    }

    [Fact]
    public async Task A_lost_lease_leaves_no_route_behind_and_its_return_is_used()
    {
        // T-40 (DH-04, IF-06): carrier stays.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        Assert.Contains("wan1", Defaults(scenario), StringComparison.Ordinal);

        using (lab.Isp1.AddressRemoved())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.True(scenario.HasCarrier("wan1"));
            var report = scenario.Measure(0.2);
            Assert.Empty(report.Lost);
            Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
            await Eventually.True(() => GatewaysOf(scenario, "wan1").Count == 0, "no nexthop of wan1 is left");
            Assert.DoesNotContain("wan1", Defaults(scenario), StringComparison.Ordinal);
        }

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_new_address_is_used_by_new_flows_and_the_old_translations_are_gone()
    {
        // T-42 (N-04): what PPPoE does when it connects anew. The only line: a flow has nowhere else to go meanwhile.
        var lab = new LabBuilder().Lan().Isps(1).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab,
            "uplinks:\n  isp1: {interface: wan1}\nlan: {interfaces: [lan0]}\nnat: masquerade\n" + Scenario.QuickHealth);
        var old = lab.Isp1.PublicAddress;
        using var flow = UdpFlow.Start(lab.Client);
        await Eventually.True(() => flow.Seen?.Address.ToString() == old, "a flow runs with the old address");

        using var fault = lab.Isp1.AddressChanged("203.0.113.77/24");

        await Eventually.True(() => flow.Seen!.Address.ToString() == "203.0.113.77", "it runs with the new one");
        await scenario.UplinkIs("isp1", "up");
        Assert.Equal("203.0.113.77", scenario.Exit());
        await Eventually.True(() => !scenario.Router.Conntrack("-p udp")
            .Any(line => line.Contains($"dst={old} ", StringComparison.Ordinal)), "no translation to the old address");
        Assert.Equal(0, scenario.Leaked);
    }

    private static string Defaults(Scenario scenario) =>
        scenario.Lab.Router.Ip("route show table all type unicast default");

    private static IReadOnlyList<string> GatewaysOf(Scenario scenario, string link) =>
    [
        .. scenario.Router.Ip("nexthop show").EnumerateArray()
            .Where(hop => hop.TryGetProperty("dev", out var dev) && dev.GetString() == link)
            .Select(hop => hop.GetProperty("gateway").GetString()!).Distinct(),
    ];
}
