using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Routing;

/// <summary>Who carries new connections while all is well: distances, weights, more specific routes.</summary>
public sealed class TierTests
{
    [Fact]
    public async Task The_lowest_distance_carries_everything_and_a_more_specific_route_still_wins()
    {
        // T-01, T-02, T-07
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;

        // T-01: nothing goes by the second.
        var report = scenario.Measure(0.2);
        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(lab.Isp1.PublicAddress));
        Assert.Equal("wan1", scenario.Router.RouteDevice("192.0.2.80", "10.0.0.10", "lan0"));

        // T-02: somebody's route to a part of the world by the second line, with a metric worse than any.
        lab.Router.Ip("route add 192.0.2.80/32 via 198.51.100.1 dev wan2 metric 5000");
        Assert.Equal(lab.Isp2.PublicAddress, scenario.Exit());
        Assert.Equal(lab.Isp1.PublicAddress, scenario.Exit("192.0.2.81"));

        // T-07: what is disabled carries nothing, whatever its distance.
        scenario.Agent.Cli("uplink", "disable", "isp1").OrThrow();
        await scenario.UplinkIs("isp2", "up");
        Assert.Equal(1.0, scenario.Measure(0.2).Share(lab.Isp2.PublicAddress));
        Assert.Equal("disabled", scenario.Agent.UplinkState("isp1"));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Equal_distances_share_by_weight_and_the_next_distance_waits_for_both()
    {
        // T-03, T-05 (EC-02): 1 : 2 between equals, the third stands by; then each tier in turn.
        var lab = new LabBuilder().Lan().Isps(3).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, """
            uplinks:
              isp1: {interface: wan1, weight: 1}
              isp2: {interface: wan2, weight: 2}
              isp3: {interface: wan3, distance: 2}
            lan: {interfaces: [lan0]}
            nat: masquerade
            balance: {per-connection-classifier: both-addresses-and-ports}

            """ + Scenario.QuickHealth);

        var report = FlowMeter.Measure(lab.Client, TimeSpan.FromSeconds(1));
        Assert.Empty(report.Lost);
        // Three standard deviations of as many coin throws, and a little for the sharing of a hash's buckets.
        var sigmas = 3 * Math.Sqrt(2.0 / 9 / report.Answered);
        Assert.InRange(report.Share(lab.Isp2.PublicAddress), (2.0 / 3) - sigmas, (2.0 / 3) + sigmas);
        Assert.Equal(0, report.Share(lab.Isps[2].PublicAddress));

        using (lab.Isp2.UpstreamDead())
        {
            await scenario.UplinkIs("isp2", "down");
            Assert.Equal(1.0, scenario.Measure(0.2).Share(lab.Isp1.PublicAddress));
            using (lab.Isp1.UpstreamDead())
            {
                await scenario.UplinkIs("isp3", "up");
                Assert.Equal(1.0, scenario.Measure(0.2).Share(lab.Isps[2].PublicAddress));
            }
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task One_route_with_two_next_hops_spreads_two_hundred_destinations_over_both()
    {
        // T-03 as RouterOS does it: the kernel's own ECMP, by addresses.
        using var scenario = await Scenario.Start(Scenario.TwoLines("balance: {method: ecmp}\n"));
        string[] destinations = [.. Enumerable.Range(20, 200).Select(n => $"192.0.2.{n}")];

        var report = FlowMeter.Measure(scenario.Lab.Client, TimeSpan.FromMilliseconds(400),
            new FlowMeterOptions { Destinations = destinations });

        Assert.Empty(report.Lost);
        Assert.InRange(report.Share(scenario.Lab.Isp1.PublicAddress), 0.3, 0.7);
        Assert.Equal(0, scenario.Leaked);
    }
}
