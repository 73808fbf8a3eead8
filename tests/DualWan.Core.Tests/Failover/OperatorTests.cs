using DualWan.Core.Config;
using DualWan.Core.Failover;
using Xunit;
using static DualWan.Core.Tests.Failover.SimulatedRouter;

namespace DualWan.Core.Tests.Failover;

public sealed class OperatorTests
{
    [Fact]
    public void A_drained_uplink_gets_nothing_new_and_loses_nothing()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2"));
        router.Run(5_000);
        router.Decisions.Clear();
        router.Command("isp1", OperatorCommand.Drain);
        Assert.Equal("isp1=Draining/PinnedOnly isp2=Up/Active", router.States);
        Assert.Equal(["5000 routes", "5000 save isp1 draining"], router.Actions);
        Assert.Equal(["5000 [UPLINK] isp1 DRAINING - drained by operator"], router.Log);
        router.Command("isp1", OperatorCommand.Enable);
        Assert.Equal("isp1=Up/Active isp2=Up/Active", router.States);
    }

    [Fact]
    public void A_draining_uplink_that_dies_gives_up_what_was_left()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2"));
        router.Silent("isp1", (10_500, 60_000));
        router.Run(5_000);
        router.Command("isp1", OperatorCommand.Drain);
        router.Run(30_000);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
        Assert.Contains("11300 flush isp1", router.Actions);
        router.Run(90_000);
        Assert.Equal("isp1=Draining/PinnedOnly isp2=Up/Active", router.States);
    }

    // Report 23: a disabled uplink is never chosen, not even as the last resort.
    [Fact]
    public void A_disabled_uplink_is_emptied_and_never_chosen()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Run(5_000);
        router.Decisions.Clear();
        router.Command("isp1", OperatorCommand.Disable);
        Assert.Equal(
            [
                "5000 routes", "5000 arm isp1", "5000 list isp1", "5000 flush isp1", "5000 poke isp1",
                "5000 save isp1 disabled",
            ],
            router.Actions);
        Assert.Equal("5000 [UPLINK] isp1 DISABLED - disabled by operator", router.Log.First());
        var sent = router.Line("isp1").Sent.Count;
        router.Silent("isp2", (10_500, 600_000));
        router.Run(60_000);
        Assert.Equal("isp1=Disabled/Excluded isp2=Down/LastResort", router.States);
        Assert.Equal(sent, router.Line("isp1").Sent.Count);
    }

    [Fact]
    public void An_enabled_uplink_proves_itself_and_is_preferred_without_waiting()
    {
        var router = new SimulatedRouter(Uplink("isp1", failback: Failback.Manual.Instance), Uplink("isp2", 2));
        router.Run(5_000);
        router.Command("isp1", OperatorCommand.Disable);
        router.Run(60_000);
        router.Command("isp1", OperatorCommand.Enable);
        Assert.Equal(UplinkReason.NotProven, router.Status("isp1").Reason);
        router.Run(65_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        Assert.Equal(0, router.Status("isp1").Penalty);
    }

    [Fact]
    public void Disabling_the_only_uplink_empties_it_and_arms_nothing()
    {
        var router = new SimulatedRouter(Uplink("isp1"));
        router.Run(5_000);
        router.Decisions.Clear();
        router.Command("isp1", OperatorCommand.Disable);
        Assert.Equal(["5000 routes", "5000 flush isp1", "5000 save isp1 disabled"], router.Actions);
    }

    [Fact]
    public void What_a_person_asked_for_survives_a_restart()
    {
        var router = new SimulatedRouter(
            new DualWanSettings(),
            new UplinkSetup(Uplink("isp1")) { Operation = new UplinkOperation("isp1", true, false, false) },
            new UplinkSetup(Uplink("isp2")) { Operation = new UplinkOperation("isp2", false, true, false) },
            new UplinkSetup(Uplink("isp3")));
        router.Run(10_000);
        Assert.Equal("isp1=Disabled/Excluded isp2=Draining/PinnedOnly isp3=Up/Active", router.States);
        Assert.DoesNotContain(router.Decisions, entry => entry.Decision is FailoverDecision.FlushPins);
    }

    [Fact]
    public void Events_of_an_uplink_that_nobody_knows_change_nothing()
    {
        var router = new SimulatedRouter(Uplink("isp1"));
        router.Run(5_000);
        var before = router.States;
        var step = router.Machine.Handle(new FailoverEvent.LinkChanged("gone", default), Ms(5_000));
        Assert.Empty(step.Decisions);
        step = router.Machine.Handle(new FailoverEvent.Commanded("gone", OperatorCommand.Disable), Ms(5_000));
        Assert.Empty(step.Decisions);
        Assert.Equal(before, router.States);
    }

    // Over a threshold: new connections avoid it while a healthy one exists, its own stay.
    [Fact]
    public void A_degraded_uplink_keeps_its_connections_and_gets_no_new_ones()
    {
        var slow = new HealthSettings { MaxRtt = Ms(200) };
        var router = new SimulatedRouter(Uplink("isp1", health: slow), Uplink("isp2", 2));
        router.Line("isp1").Answers = (sent, _) => sent >= Ms(60_000) && sent < Ms(120_000) ? Ms(350) : Ms(10);
        router.Line("isp1").Delivers = _ => true;
        router.Run(59_000);
        router.Decisions.Clear();
        router.Run(115_000);
        Assert.Equal("isp1=Degraded/PinnedOnly isp2=Up/Active", router.States);
        Assert.All(router.Actions, action => Assert.EndsWith("routes", action, StringComparison.Ordinal));
        Assert.Contains(router.Log, line => line.Contains("[FAILOVER] isp1 DEGRADED - rtt ", StringComparison.Ordinal));
        // Nothing better is left: it is used.
        router.SetLink("isp2", LinkState.Ready with { Carrier = false });
        Assert.Equal("isp1=Degraded/Active isp2=Down/Excluded", router.States);
        router.SetLink("isp2", LinkState.Ready);
        router.Run(180_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        Assert.Contains(router.Log, line =>
            line.EndsWith("[FAILBACK] isp1 UP - within its limits again", StringComparison.Ordinal));
    }
}
