using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Tests.Health;
using Xunit;
using static DualWan.Core.Tests.Failover.SimulatedRouter;

namespace DualWan.Core.Tests.Failover;

public sealed class FailoverTests
{
    private static readonly LinkState NoCarrier = LinkState.Ready with { Carrier = false };

    // Kernel.md section 4, "uplink down, silent", and T-19: the order, to the millisecond.
    [Fact]
    public void A_silent_uplink_is_left_in_the_order_of_the_book()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 60_000));
        router.Run(30_000);
        Assert.Equal(
            [
                "0 routes", "11300 routes", "11300 arm isp1", "11300 list isp1", "11300 flush isp1", "11300 poke isp1",
                "11400 flush isp1 again",
            ],
            router.Actions);
        Assert.Equal(
            [
                "10 [UPLINK] isp2 STANDBY - healthy, not preferred",
                "11300 [FAILOVER] isp1 DOWN - all monitors failed",
                "11300 [FAILOVER] isp2 UP - takes over",
            ],
            router.Log.Where(line => !line.Contains("isp1 UP", StringComparison.Ordinal))
                .Select(line => line.Replace("its monitor failed", "all monitors failed", StringComparison.Ordinal)));
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
    }

    // "Uplink up": routes, then disarm, no flush.
    [Fact]
    public void An_uplink_that_is_back_is_preferred_again_and_nothing_is_cut()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 30_000));
        router.Run(20_000);
        router.Decisions.Clear();
        router.Run(60_000);
        Assert.Equal(["34200 routes", "34200 disarm isp1"], router.Actions.Select(Rounded));
        Assert.Equal(
            ["[FAILBACK] isp1 UP - 5 good rounds", "[FAILBACK] isp2 STANDBY - a preferred uplink is back"],
            router.Log.Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);

        static string Rounded(string line) => line.Replace("34210", "34200", StringComparison.Ordinal);
    }

    // T-28, T-29, report 22: carrier counts at once, no probe is waited for.
    [Theory]
    [InlineData(false, true, true, true, "no interface if-isp1")]
    [InlineData(true, false, true, true, "no carrier")]
    [InlineData(true, true, false, true, "no address")]
    [InlineData(true, true, true, false, "no gateway")]
    public void What_the_link_lacks_counts_at_once(bool exists, bool carrier, bool address, bool gateway, string reason)
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Run(5_000);
        router.Decisions.Clear();
        router.SetLink("isp1", new LinkState(exists, carrier, address, gateway));
        Assert.Equal(
            ["5000 routes", "5000 arm isp1", "5000 list isp1", "5000 flush isp1", "5000 poke isp1"], router.Actions);
        Assert.Equal($"5000 [FAILOVER] isp1 DOWN - {reason}", router.Log.First());
    }

    // K-09, report 17: what is seen of a flap is acted on; the way back is by probes, and never stuck (18, 30, 31).
    [Fact]
    public void A_hundred_flaps_in_ten_seconds_end_with_the_uplink_back()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Run(5_000);
        for (var flap = 0; flap < 100; flap++)
        {
            router.Run(5_000 + flap * 100);
            router.SetLink("isp1", NoCarrier);
            router.Run(5_000 + flap * 100 + 20);
            router.SetLink("isp1", LinkState.Ready);
            Assert.Equal(UplinkUse.Active, router.Status("isp2").Use);
        }

        router.Run(15_000 + 60_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        // It never proved itself in between: one flap, one flush with its second pass.
        Assert.Single(router.Decisions, entry => entry.Decision is FailoverDecision.FlushPins { Again: false });
    }

    // T-33, CG-15: a standby that died before the main line is not failed over to while it is silent.
    [Fact]
    public void A_dead_standby_is_known_and_not_chosen()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2), Uplink("isp3", 3));
        router.Silent("isp2", (5_000, 600_000));
        router.Run(20_000);
        Assert.Equal("isp1=Up/Active isp2=Down/Excluded isp3=Standby/Eligible", router.States);
        router.SetLink("isp1", NoCarrier);
        Assert.Equal("isp1=Down/Excluded isp2=Down/Excluded isp3=Up/Active", router.States);
    }

    // A standby at rest is asked every 10 s, and at once when the line in use misses an answer.
    [Fact]
    public void A_standby_is_probed_at_leisure_until_it_may_be_needed()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (60_500, 600_000));
        router.Run(61_050);
        Assert.InRange(router.Line("isp2").Sent.Count, 6, 8);
        router.Run(61_100);
        Assert.Equal(Ms(61_100), router.Line("isp2").Sent[^1]);
        router.Run(61_300);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
    }

    // T-20, report 10: a global outage. Nothing is flushed, nothing armed; routes stay; the state says so.
    [Fact]
    public void A_global_outage_gives_up_no_connection()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2"));
        router.Silent("isp1", (10_500, 30_000));
        router.Silent("isp2", (10_500, 30_000));
        router.Run(10_000);
        router.Decisions.Clear();
        router.Run(29_000);
        Assert.DoesNotContain(router.Actions, action => !action.EndsWith("routes", StringComparison.Ordinal));
        Assert.True(router.Last.LastResort);
        Assert.Contains(router.Last.Uplinks, uplink =>
            uplink.Use == UplinkUse.LastResort
            && uplink.Detail.EndsWith("(last resort: no uplink is healthy)", StringComparison.Ordinal));
        router.Run(60_000);
        Assert.DoesNotContain(router.Actions, action => !action.EndsWith("routes", StringComparison.Ordinal));
        Assert.Equal("isp1=Up/Active isp2=Up/Active", router.States);
    }

    // T-20, report 10: wherever the other line was in its round when both died, also with a timeout longer than the
    // rounds that confirm, and for a standby that is asked every 10 s.
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 100)]
    [InlineData(1, 500)]
    [InlineData(2, 500)]
    public void A_global_outage_gives_up_nothing_whatever_the_phase(int distance, int timeout)
    {
        var health = new HealthSettings { Timeout = Ms(timeout) };
        for (var phase = 0; phase < 1_000; phase += 10)
        {
            var router = new SimulatedRouter(
                Uplink("isp1", health: health),
                Uplink("isp2", distance, health: health with { Interval = Ms(1_003), StandbyInterval = Ms(1_707) }));
            router.Silent("isp1", (20_500 + phase, 40_000));
            router.Silent("isp2", (20_500 + phase, 40_000));
            router.Run(15_000);
            router.Decisions.Clear();
            router.Run(39_000);
            Assert.DoesNotContain(router.Actions, action => !action.EndsWith("routes", StringComparison.Ordinal));
            Assert.Equal(UplinkUse.LastResort, router.Status("isp1").Use);
        }
    }

    // T-35, report 10: the only uplink.
    [Fact]
    public void The_only_uplink_stays_in_the_routes_when_it_is_silent_and_not_without_carrier()
    {
        var router = new SimulatedRouter(Uplink("isp1"));
        router.Silent("isp1", (10_500, 600_000));
        router.Run(30_000);
        Assert.Equal("isp1=Down/LastResort", router.States);
        router.SetLink("isp1", NoCarrier);
        Assert.Equal("isp1=Down/Excluded", router.States);
        Assert.DoesNotContain(router.Decisions, entry => entry.Decision is FailoverDecision.FlushPins);
        // Report 29: a link is better than none, even before it has proven itself.
        router.SetLink("isp1", LinkState.Ready);
        Assert.Equal("isp1=Down/LastResort", router.States);
    }

    // T-34: both gone, by carrier: unreachable at once, nothing left to flush to.
    [Fact]
    public void Without_any_carrier_nothing_is_used()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Run(5_000);
        router.SetLink("isp1", NoCarrier);
        router.SetLink("isp2", NoCarrier);
        Assert.Equal("isp1=Down/Excluded isp2=Down/Excluded", router.States);
        Assert.False(router.Last.LastResort);
    }

    // K-40: the last uplink dies silently, then another returns first.
    [Fact]
    public void The_last_resort_is_left_in_order_when_another_returns_first()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 60_000));
        router.Silent("isp2", (20_500, 600_000));
        router.Run(55_000);
        Assert.Equal("isp1=Down/Excluded isp2=Down/LastResort", router.States);
        router.Decisions.Clear();
        router.Run(80_000);
        Assert.Equal("isp1=Up/Active isp2=Down/Excluded", router.States);
        Assert.Equal(
            ["routes", "arm isp2", "list isp2", "flush isp2", "poke isp2", "disarm isp1", "flush isp2 again"],
            router.Actions.Select(action => action[(action.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public void The_last_resort_that_returns_itself_keeps_its_connections()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 600_000));
        router.Silent("isp2", (20_500, 60_000));
        router.Run(55_000);
        router.Decisions.Clear();
        router.Run(90_000);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
        Assert.EndsWith(" routes", Assert.Single(router.Actions), StringComparison.Ordinal);
    }

    // Report 23, and three lines in tiers: active-active-passive.
    [Fact]
    public void Tiers_are_used_in_order_and_shared_within()
    {
        var router = new SimulatedRouter(Uplink("a"), Uplink("b"), Uplink("c", 2), Uplink("d", 3));
        router.Run(5_000);
        Assert.Equal("a=Up/Active b=Up/Active c=Standby/Eligible d=Standby/Eligible", router.States);
        router.SetLink("a", NoCarrier);
        Assert.Equal("a=Down/Excluded b=Up/Active c=Standby/Eligible d=Standby/Eligible", router.States);
        router.SetLink("b", NoCarrier);
        Assert.Equal("a=Down/Excluded b=Down/Excluded c=Up/Active d=Standby/Eligible", router.States);
        router.Command("c", OperatorCommand.Disable);
        Assert.Equal("a=Down/Excluded b=Down/Excluded c=Disabled/Excluded d=Up/Active", router.States);
    }

    [Fact]
    public void A_metered_line_shares_nothing_unless_it_is_alone()
    {
        var router = new SimulatedRouter(Uplink("fibre"), Uplink("lte", metered: true));
        router.Run(5_000);
        Assert.Equal("fibre=Up/Active lte=Standby/Eligible", router.States);
        router.SetLink("fibre", NoCarrier);
        Assert.Equal("fibre=Down/Excluded lte=Up/Active", router.States);
    }

    [Theory]
    [InlineData("reset", null, "arm isp1|list isp1|flush isp1|poke isp1")]
    [InlineData("move", null, "flush isp1")]
    [InlineData("keep", null, "")]
    [InlineData("reset", "keep", "arm isp1|list isp1|flush isp1 but strict|poke isp1")]
    [InlineData("keep", "move", "flush isp1 but strict")]
    [InlineData("move", "reset", "arm isp1|list isp1|flush isp1|poke isp1")]
    public void On_failover_says_what_becomes_of_the_connections(string all, string? rule, string expected)
    {
        var settings = new DualWanSettings { OnFailover = Enum.Parse<OnFailover>(all, ignoreCase: true) };
        var mangle = new MangleRule
        {
            Chain = "prerouting",
            Action = new MangleAction.Accept(),
            OnFailover = rule is null ? null : Enum.Parse<OnFailover>(rule, ignoreCase: true),
        };
        var builder = new RouterConfigBuilder { Settings = settings };
        builder.Add(mangle, Origin.Default);
        var router = new SimulatedRouter(settings, new UplinkSetup(Uplink("isp1")), new UplinkSetup(Uplink("isp2", 2)))
        {
            Policy = ConnectionPolicy.Of(builder.Build()),
        };
        router.Reconfigure(Uplink("isp1"), Uplink("isp2", 2));
        router.Run(5_000);
        router.Decisions.Clear();
        router.SetLink("isp1", NoCarrier);
        var flushes = expected.Length == 0 ? [] : expected.Split('|');
        Assert.Equal(["routes", .. flushes], router.Actions.Select(action => action[5..]));
    }

    // Report 10: the other line misses answers too. New connections go there at once, but nothing is given up before it
    // is known to be alive: what is pinned stays where it is until then.
    [Fact]
    public void Connections_are_given_up_only_when_the_other_line_is_known_to_be_alive()
    {
        var router = new SimulatedRouter(
            Uplink("isp1"), Uplink("isp2", health: new HealthSettings { Interval = Ms(1_118) }));
        router.Silent("isp1", (10_500, 60_000));
        // Asked at 11.1 s, when isp1 has missed a round; this and the next are lost, that at 11.3 s is answered.
        router.Silent("isp2", (11_050, 11_250));
        router.Run(10_400);
        router.Decisions.Clear();
        router.Run(11_305);
        Assert.Equal("isp1=Down/PinnedOnly isp2=Up/Active", router.States);
        Assert.Equal(["11300 routes"], router.Actions);
        router.Run(12_000);
        Assert.Equal(
            [
                "11300 routes", "11310 routes", "11310 arm isp1", "11310 list isp1", "11310 flush isp1",
                "11310 poke isp1", "11410 flush isp1 again",
            ],
            router.Actions);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
    }

    // K-38: a real card tells of the lost carrier a second late; the probes were quicker, and nothing is done twice.
    [Fact]
    public void A_carrier_event_that_comes_late_finds_everything_done()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 600_000));
        router.Run(11_500);
        router.Decisions.Clear();
        router.SetLink("isp1", NoCarrier);
        router.Run(60_000);
        // The strict table loses its default; no second flush, no second announcement.
        Assert.Equal(["11500 routes"], router.Actions);
        Assert.Empty(router.Log);
        Assert.Equal(UplinkReason.NoCarrier, router.Status("isp1").Reason);
    }

    // K-10, report 83: the address goes with carrier up and another comes; reports 18, 81: and again, and again.
    [Fact]
    public void A_link_that_is_lost_again_and_again_is_handled_each_time()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        for (var round = 1; round <= 5; round++)
        {
            var at = round * 600_000;
            router.Run(at);
            Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
            var addressGone = LinkState.Ready with { Address = false, Gateway = false };
            router.SetLink("isp1", round % 2 == 0 ? addressGone : default);
            Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
            router.Run(at + 30_000);
            router.SetLink("isp1", LinkState.Ready);
        }

        router.Run(6 * 600_000);
        Assert.Equal(5, router.Decisions.Count(entry => entry.Decision is FailoverDecision.FlushPins { Again: false }));
        Assert.Equal(5, router.Decisions.Count(entry => entry.Decision is FailoverDecision.DisarmResets));
    }

    // Report 2: below two seconds and no false alarm: a day on a line that loses a fifth of all probes, three monitors.
    [Fact]
    public void A_day_on_a_poor_line_with_three_monitors_is_no_outage()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 3);
        var random = new Random(2);
        line.Answers = (_, _) => random.NextDouble() < 0.2 ? null : Ms(10 + random.Next(30));
        line.Run(TimeSpan.FromDays(1));
        Assert.Single(line.Verdicts);
        Assert.True(line.Health.Statistics(line.Now).Detection.Worst < Ms(2_000));
    }
}
