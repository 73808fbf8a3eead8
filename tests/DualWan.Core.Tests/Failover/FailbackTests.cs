using DualWan.Core.Config;
using DualWan.Core.Failover;
using Xunit;
using static DualWan.Core.Tests.Failover.SimulatedRouter;

namespace DualWan.Core.Tests.Failover;

public sealed class FailbackTests
{
    private static readonly LinkState NoCarrier = LinkState.Ready with { Carrier = false };

    [Fact]
    public void Manual_failback_waits_for_a_person_and_survives_a_restart()
    {
        var router = new SimulatedRouter(Uplink("isp1", failback: Failback.Manual.Instance), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 20_000));
        router.Run(600_000);
        Assert.Equal("isp1=Standby/Excluded isp2=Up/Active", router.States);
        Assert.Equal(UplinkReason.FailbackManual, router.Status("isp1").Reason);
        Assert.Null(router.Status("isp1").WaitingUntil);
        Assert.EndsWith("save isp1 stays on backup", router.Actions.Last(), StringComparison.Ordinal);

        var restarted = new SimulatedRouter(
            new DualWanSettings(),
            new UplinkSetup(Uplink("isp1", failback: Failback.Manual.Instance))
            {
                Operation = new UplinkOperation("isp1", false, false, StayOnBackup: true),
            },
            new UplinkSetup(Uplink("isp2", 2)));
        restarted.Run(10_000);
        Assert.Equal("isp1=Standby/Excluded isp2=Up/Active", restarted.States);

        router.Command("isp1", OperatorCommand.Failback);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        Assert.Contains("600000 [FAILBACK] isp1 UP - preferred again", router.Log);
        Assert.Equal("600000 save ", router.Actions.Last());
    }

    [Fact]
    public void Delayed_failback_counts_from_the_recovery_and_starts_again_after_a_relapse()
    {
        var router = new SimulatedRouter(
            Uplink("isp1", failback: new Failback.After(TimeSpan.FromMinutes(10))), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 20_000), (300_500, 310_000));
        router.Run(30_000);
        Assert.Equal(UplinkReason.FailbackDelay, router.Status("isp1").Reason);
        Assert.Equal("healthy again, preferred in 595 s", router.Machine.StatusAt(router.Now)[0].Detail);
        router.Run(900_000);
        Assert.Equal(UplinkUse.Active, router.Status("isp2").Use);
        router.Run(915_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        Assert.InRange(router.Status("isp1").Since, Ms(914_000), Ms(914_500));
    }

    // The wait ends when the backup dies: a healthy line is never left unused (report 13).
    [Fact]
    public void A_line_that_waits_is_used_as_soon_as_it_is_needed_and_then_stays()
    {
        var router = new SimulatedRouter(Uplink("isp1", failback: Failback.Manual.Instance), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 20_000));
        router.Silent("isp2", (60_500, 90_000));
        router.Run(59_000);
        Assert.Equal("isp1=Standby/Excluded isp2=Up/Active", router.States);
        router.Run(300_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
    }

    [Fact]
    public void A_standby_that_returns_while_it_is_not_needed_waits_for_nothing()
    {
        var router = new SimulatedRouter(
            Uplink("isp1"), Uplink("isp2", 2, Failback.Manual.Instance), Uplink("isp3", 3));
        router.Silent("isp2", (10_500, 20_000));
        router.Run(60_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible isp3=Standby/Eligible", router.States);
        router.SetLink("isp1", NoCarrier);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active isp3=Standby/Eligible", router.States);
    }

    // Report 27: a line that appears after the start is no line that comes back.
    [Fact]
    public void A_line_that_appears_late_is_used_without_waiting_for_a_person()
    {
        var router = new SimulatedRouter(
            new DualWanSettings(),
            new UplinkSetup(Uplink("isp1", failback: Failback.Manual.Instance))
            {
                Link = LinkState.Ready with { Exists = false },
            },
            new UplinkSetup(Uplink("isp2", 2)));
        router.Run(30_000);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
        router.SetLink("isp1", LinkState.Ready);
        Assert.Equal(UplinkReason.NotProven, router.Status("isp1").Reason);
        router.Run(34_500);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
    }

    // Report 13, 67: on-failback.
    [Fact]
    public void On_failback_keep_cuts_nothing()
    {
        var router = OutAndBack(OnFailback.Keep, "isp2", 2);
        router.Run(10_000_000);
        Assert.DoesNotContain(router.Decisions, entry => entry.Decision is FailoverDecision.FlushBackupPins);
    }

    [Fact]
    public void On_failback_drain_empties_the_backup_after_its_time()
    {
        var router = OutAndBack(OnFailback.Drain, "isp2", 2);
        router.Run(2_000_000);
        // Back at 24.2 s, 15 minutes later.
        Assert.Equal(["924210 flush all of isp2 for isp1"], router.Actions.Where(IsBackup));
    }

    [Fact]
    public void On_failback_drain_takes_from_a_peer_only_what_is_not_its_own()
    {
        var router = OutAndBack(OnFailback.Drain, "isp2", 1);
        router.Run(2_000_000);
        Assert.Equal(["924210 flush from isp2 for isp1"], router.Actions.Where(IsBackup));
    }

    [Fact]
    public void On_failback_drain_is_called_off_by_a_relapse()
    {
        var router = OutAndBack(OnFailback.Drain, "isp2", 2, (500_500, 600_000));
        router.Run(1_400_000);
        Assert.DoesNotContain(router.Actions, IsBackup);
        router.Run(3_000_000);
        Assert.Single(router.Actions, IsBackup);
    }

    [Fact]
    public void On_failback_reset_moves_at_once_and_tells_both_kinds_of_client()
    {
        var router = OutAndBack(OnFailback.Reset, "isp2", 2);
        router.Run(60_000);
        Assert.Equal(
            ["routes", "disarm isp1", "arm isp2", "list isp2", "flush all of isp2 for isp1", "poke isp2"],
            router.Actions.SkipWhile(action => !action.StartsWith('2'))
                .Select(action => action[(action.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
    }

    // T-114, design section 7: three flaps within two minutes and it waits.
    [Fact]
    public void A_line_that_flaps_every_twenty_seconds_is_damped_until_it_is_quiet()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", Flaps(20, 20_000, 7_500));
        router.Run(9_000);
        var switches = 0;
        var last = UplinkUse.Active;
        for (var at = 10_000; at < 410_000; at += 100)
        {
            router.Run(at);
            var use = router.Status("isp1").Use;
            switches += use == UplinkUse.Active && last != UplinkUse.Active ? 1 : 0;
            last = use;
        }

        Assert.Equal(2, switches);
        Assert.Equal(UplinkReason.Damped, router.Status("isp1").Reason);
        Assert.StartsWith("flapping, damped for ", router.Status("isp1").Detail, StringComparison.Ordinal);
        var until = router.Status("isp1").WaitingUntil!.Value;
        Assert.InRange(until, Ms(410_000), Ms(410_000) + FlapDamping.LongestSuppression);
        router.Run(until.TotalMilliseconds - 1);
        Assert.Equal(UplinkUse.Active, router.Status("isp2").Use);
        router.Run(until.TotalMilliseconds);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
    }

    // T-114 in RouterOS follows each 3 s flap; here it never proves itself at all.
    [Fact]
    public void A_line_that_flaps_every_three_seconds_is_down_until_it_stops()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", Flaps(30, 6_000, 3_000));
        router.Run(190_000);
        Assert.Single(router.Log, line => line.Contains("isp1 DOWN", StringComparison.Ordinal));
        router.Run(196_000);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
    }

    [Fact]
    public void A_single_failure_does_not_delay_the_failback()
    {
        var router = OutAndBack(OnFailback.Keep, "isp2", 2);
        router.Run(24_300);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        Assert.InRange(router.Status("isp1").Penalty, 900, 1_000);
    }

    [Fact]
    public void A_damped_line_that_is_the_only_one_is_used()
    {
        var router = new SimulatedRouter(Uplink("isp1"));
        router.Silent("isp1", Flaps(20, 20_000, 7_500));
        router.Run(600_000);
        Assert.Equal("isp1=Up/Active", router.States);
    }

    // Kernel.md section 4, adoption: an uplink whose preferred group lacks it is down until probed.
    [Fact]
    public void An_adopted_uplink_that_the_kernel_does_without_is_down_until_proven()
    {
        var router = new SimulatedRouter(
            new DualWanSettings(),
            new UplinkSetup(Uplink("isp1")) { AdoptedAsDown = true }, new UplinkSetup(Uplink("isp2", 2)));
        Assert.Equal("isp1=Down/Excluded isp2=Unknown/Active", router.States);
        router.Run(3_900);
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
        router.Run(4_100);
        Assert.Equal("isp1=Up/Active isp2=Standby/Eligible", router.States);
        Assert.DoesNotContain(router.Decisions, entry => entry.Decision is FailoverDecision.FlushPins);
    }

    // Report 6: a reload never makes an unknown of what is known.
    [Fact]
    public void A_reload_keeps_states_and_changes_nothing()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Silent("isp1", (10_500, 600_000));
        router.Run(30_000);
        router.Decisions.Clear();
        router.Reconfigure(Uplink("isp1"), Uplink("isp2", 2));
        Assert.Equal("isp1=Down/Excluded isp2=Up/Active", router.States);
        Assert.Equal(["30000 routes"], router.Actions);
        Assert.Empty(router.Log);
    }

    [Fact]
    public void A_reload_takes_uplinks_away_and_adds_others()
    {
        var router = new SimulatedRouter(Uplink("isp1"), Uplink("isp2", 2));
        router.Run(30_000);
        router.Reconfigure(Uplink("isp2", 2), Uplink("isp3", 3));
        Assert.Equal("isp2=Up/Active isp3=Unknown/Eligible", router.States);
        router.Run(40_000);
        Assert.Equal("isp2=Up/Active isp3=Standby/Eligible", router.States);
    }

    private static (double From, double To)[] Flaps(int count, double every, double length) =>
        [.. Enumerable.Range(0, count).Select(flap => 10_500 + flap * every).Select(from => (from, from + length))];

    private static SimulatedRouter OutAndBack(
        OnFailback onFailback, string other, int distance, params (double, double)[] relapses)
    {
        var router = new SimulatedRouter(
            new DualWanSettings { OnFailback = onFailback },
            new UplinkSetup(Uplink("isp1")), new UplinkSetup(Uplink(other, distance)));
        router.Silent("isp1", [(10_500, 20_000), .. relapses]);
        return router;
    }

    private static bool IsBackup(string action) => action.Contains(" for ", StringComparison.Ordinal);
}
