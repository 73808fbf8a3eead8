using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group E: IPv6, which this version does not steer. It says so, or blocks it; it never breaks it.</summary>
public sealed class IPv6ReportTests
{
    private const string Host6 = "2001:db8:ffff::80";

    private static NetworkLab Lab() => new LabBuilder().Lan().Isps(2).DhcpDefaults().IPv6().Forwarding().Build();

    [Fact]
    public async Task A_default_that_does_not_fail_over_is_a_problem_in_the_status_and_for_the_doctor()
    {
        // report 48 (all IPv6 leaves by the default line), 49 (a dead IPv6 default stays active), 50 (IPv6 of one line
        // leaks while on the other), 93 (a health page that looks at the other family).
        using var scenario = await Scenario.Start(Lab(), Scenario.MainAndBackup());

        Assert.Contains("ipv6-bypass", scenario.Problems());
        Assert.Contains("IPv6", scenario.Agent.Cli("doctor", "-c", scenario.Agent.PolicyPath).Output,
            StringComparison.Ordinal);
        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        scenario.AllLeaveBy(scenario.Lab.Isp2);
        Assert.Contains("ipv6-bypass", scenario.Problems());
    }

    [Fact]
    public async Task Blocked_means_refused_at_once_so_that_clients_take_IPv4()
    {
        // report 49 and 50, the cure; report 46: neighbour discovery and router advertisements are not in its way.
        using var scenario = await Scenario.Start(Lab(), Scenario.MainAndBackup("ipv6: block\n"));

        var outside = Pinger.Send(scenario.Lab.Client, Host6, 3);
        Assert.Equal(0, outside.Answered);
        Assert.True(outside.Unreachable > 0, "refused, not swallowed");
        Assert.True(Pinger.Send(scenario.Lab.Client, "fd00:0:0:1::1", 3).AllAnswered, "the router's own address");

        scenario.Lab.Router.Ip("-6 neigh flush all");
        Assert.True(Pinger.Send(scenario.Lab.Router, scenario.Lab.Isp1.Spec.Gateway6!, 3).AllAnswered, "the gateway");
        Assert.DoesNotContain("ipv6-bypass", scenario.Problems());
        scenario.AllLeaveBy(scenario.Lab.Isp1);
    }

    [Fact]
    public async Task Passed_means_untouched_and_nothing_of_it_is_left_behind()
    {
        // report 45 (own rules mark IPv6 packets), 46 (marks on ICMPv6 133-137), 54 (IPv6 rules leak at each ifdown).
        using var scenario = await Scenario.Start(Lab(), Scenario.MainAndBackup());
        var rules = scenario.Lab.Router.Ip("-6 rule show");
        using var wire = LinkSniffer.Start(scenario.Lab.Router, "wan1");

        Assert.True(Pinger.Send(scenario.Lab.Client, Host6, 3, source: "2001:db8:1:1::10").AllAnswered);
        using (scenario.Lab.Isp1.LinkDown())
            await scenario.UplinkIs("isp1", "down");
        await scenario.UplinkIs("isp1", "up");

        Assert.NotEmpty(wire.Where(static frame => frame.From?.ToString() == "2001:db8:1:1::10"));
        Assert.Equal(rules, scenario.Lab.Router.Ip("-6 rule show"));
        Assert.DoesNotContain("proto 215", scenario.Lab.Router.Ip("-6 route show table all"), StringComparison.Ordinal);
        Assert.DoesNotContain("proto 215", rules, StringComparison.Ordinal);
    }
}
