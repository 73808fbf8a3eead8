using System.Net;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>Carriers that flap and interfaces that go and come: the objects are whole again, nothing leaks.</summary>
public sealed class FlapTests
{
    [Fact]
    public async Task After_flaps_of_1_ms_20_ms_and_300_ms_every_object_is_there_again()
    {
        // K-09, kernel.md row 4: a flap of a millisecond deletes nexthops and routes without coming back.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = KernelState.Ours(scenario.Router);
        foreach (var milliseconds in new[] { 1, 20, 300 })
        {
            scenario.Lab.Isp1.Flap(TimeSpan.FromMilliseconds(milliseconds));

            // The third one that is seen would be damped, as it should be; that is another test.
            scenario.Agent.Cli("uplink", "failback", "isp1").OrThrow();
            await scenario.UplinkIs("isp1", "up");
            await KernelState.Is(before, scenario.Router);
            Assert.Empty(scenario.Measure(0.1).Lost);
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task After_a_storm_of_flaps_nothing_is_left_out_and_the_damped_line_is_no_trap()
    {
        // K-09; the hundred in ten seconds with their decisions: FailoverTests, in virtual time
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var strict = Strict(scenario);
        var rules = scenario.Router.Ip("rule show").GetArrayLength();
        for (var flap = 0; flap < 40; flap++)
            scenario.Lab.Isp1.Flap(TimeSpan.FromMilliseconds(flap % 4 * 5));

        await Eventually.Value(() => Strict(scenario), seen => seen == strict, "the line's own table is whole", 10);
        Assert.Equal(rules, scenario.Router.Ip("rule show").GetArrayLength());
        Assert.Empty(scenario.Measure(0.3).Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_interface_made_anew_gets_its_rules_its_nexthops_and_its_pins()
    {
        // K-13: a PPP line between two calls, under live connections. (With `keep` they can't stay: the kernel's own
        // masquerade forgets the connections of an interface that goes.)
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = KernelState.Ours(scenario.Router);
        using var calls = new UdpBundle(scenario.Lab.Client, 30);
        var first = calls.Ask();
        Assert.DoesNotContain(null, first);
        Assert.Equal(2, first.Select(static end => end!.Address).Distinct().Count());

        using (scenario.Lab.Isp1.InterfaceGone())
        {
            Assert.Contains("[detached]", scenario.Lab.Router.Ip("rule show"), StringComparison.Ordinal);
            await scenario.UplinkIs("isp1", "down");
            await Eventually.True(() => calls.Ask().All(end => end is not null
                && scenario.Lab.Isp2.Owns(end.Address)), "every call goes on by the other line");
            AssertUntouched(scenario, first, calls.Ask());
        }

        await scenario.UplinkIs("isp1", "up");
        await KernelState.Is(before, scenario.Router);
        Assert.DoesNotContain("[detached]", scenario.Lab.Router.Ip("rule show"), StringComparison.Ordinal);
        AssertUntouched(scenario, first, calls.Ask());
        using var fresh = new UdpBundle(scenario.Lab.Client, 30);
        Assert.Equal(2, fresh.Ask().Select(static end => end!.Address).Distinct().Count());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_interface_that_is_renamed_away_is_missing_and_back_under_its_name_it_is_whole()
    {
        // K-13: rules and chains name interfaces; the kernel's objects know an index.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = KernelState.Ours(scenario.Router);
        var router = scenario.Lab.Router;

        Rename(router, "wan1", "wan1old");
        await scenario.UplinkIs("isp1", "down");
        Assert.Equal(1.0, scenario.Measure(0.2).Share(scenario.Lab.Isp2.PublicAddress));
        Rename(router, "wan1old", "wan1");
        router.IpBatchForced("addr add 203.0.113.2/24 brd + dev wan1\n"
            + "route add default via 203.0.113.1 dev wan1 proto dhcp src 203.0.113.2 metric 100\n");

        await scenario.UplinkIs("isp1", "up");
        await KernelState.Is(before, scenario.Router);
        Assert.Equal(1.0, scenario.Measure(0.2).Share(scenario.Lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    private static void Rename(NetworkNamespace router, string from, string to) => router.IpBatch($"""
        link set {from} down
        link set {from} name {to}
        link set {to} up
        """);

    /// <summary>The calls of the line that lived are where they were.</summary>
    private static void AssertUntouched(
        Scenario scenario, IReadOnlyList<IPEndPoint?> first, IReadOnlyList<IPEndPoint?> now) =>
        Assert.All(first.Zip(now), pair => Assert.True(
            !scenario.Lab.Isp2.Owns(pair.First!.Address) || pair.First.Equals(pair.Second)));

    private static string Strict(Scenario scenario) => scenario.Lab.Router.Ip("route show table 7701")
        + scenario.Lab.Router.Ip("nexthop show dev wan1");
}
