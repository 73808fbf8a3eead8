using DualWan.Core.Config;
using DualWan.Core.Health;
using Xunit;

namespace DualWan.Core.Tests.Health;

public sealed class CongestionTests
{
    private static readonly TimeSpan Rtt = Ms(10);

    // Design section 4: congestion is not an outage.
    [Theory]
    [InlineData(700, true, false)]
    [InlineData(700, false, true)]
    [InlineData(990, true, false)]
    [InlineData(1_500, true, true)]
    public void A_full_line_that_delivers_is_judged_at_one_second(int rtt, bool delivers, bool down)
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Answers = (sent, _) => sent >= Ms(60_000) ? Ms(rtt) : Rtt,
            Delivers = _ => delivers,
        };
        line.Run(Ms(61_600));
        Assert.Equal(down, line.Verdicts.Any(verdict => verdict.Verdict == HealthVerdict.Down));
    }

    [Fact]
    public void A_line_that_died_while_it_still_delivered_is_judged_at_one_second()
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Answers = SimulatedLine.Dead(Ms(60_500), TimeSpan.MaxValue, Rtt),
            Delivers = at => at < Ms(61_900),
        };
        line.Run(Ms(70_000));
        // 61.0 and 61.1 s fail after a second each, 62.0 s after 100 ms: nothing came in any more since it was sent.
        Assert.Equal((Ms(62_100), HealthVerdict.Down), line.Verdicts[^1]);
    }

    // An hour ago the counter was lower: that says nothing of a line that has just died.
    [Fact]
    public void Packets_that_came_before_a_round_are_no_evidence_for_it()
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Answers = (sent, _) => sent == Ms(20_000) || sent >= Ms(60_490) ? null : Rtt,
            Delivers = at => at < Ms(60_490),
        };
        line.Run(Ms(70_000));
        // The rounds are at 61.1, 61.2 and 61.3 s: the one lost at 20 s moved them.
        Assert.Equal((Ms(61_400), HealthVerdict.Down), line.Verdicts[^1]);
    }

    [Fact]
    public void A_counter_that_starts_again_is_no_evidence()
    {
        var health = new UplinkHealth(new HealthSettings { Timeout = null }, 1, TimeSpan.Zero);
        Answered(health, TimeSpan.Zero);
        health.Advance(Ms(1_000));
        Assert.True(health.WantsDeliveryEvidence(Ms(1_100)));
        health.NoteDelivered(1_000_000, Ms(1_100));
        health.NoteDelivered(3, Ms(1_150));
        health.Advance(Ms(1_150));
        Assert.True(health.Report.Suspect);
        health.NoteDelivered(4, Ms(1_160));
        Assert.False(health.Report.Suspect);
    }

    private static void Answered(UplinkHealth health, TimeSpan at)
    {
        for (var i = 0; i < 1 && health.Advance(at) is { } round; i++)
            health.Answer(round.Number, 0, ProbeAnswer.Reply, at + Ms(1), at + Ms(1));
    }

    [Fact]
    public void A_timeout_fixed_by_the_policy_stays_fixed()
    {
        var line = new SimulatedLine(new HealthSettings { Timeout = Ms(200) })
        {
            Answers = (sent, _) => sent >= Ms(60_000) ? null : Rtt,
            Delivers = _ => true,
        };
        line.Run(Ms(61_000));
        Assert.Equal((Ms(60_400), HealthVerdict.Down), line.Verdicts[^1]);
    }

    // Reports 4, 5: an 832 ms sample right after a restart is no alarm.
    [Fact]
    public void One_slow_sample_after_a_restart_is_no_alarm()
    {
        var line = new SimulatedLine(new HealthSettings { MaxRtt = Ms(400), MaxLoss = 10 })
        {
            Answers = (sent, _) => sent == TimeSpan.Zero ? Ms(832) : Rtt,
        };
        for (var at = 0; at < 60_000; at += 10)
        {
            line.Run(Ms(at));
            Assert.False(line.Report.Degraded, $"degraded at {at} ms");
        }

        Assert.Equal([HealthVerdict.Up], line.Verdicts.Select(verdict => verdict.Verdict));
    }

    [Fact]
    public void Loss_over_the_threshold_degrades_and_hysteresis_holds_it_until_three_quarters()
    {
        // Every n-th round is lost: 50 % over 30 %, then 25 % (above 22.5 %), then 20 %.
        var every = 2;
        var line = new SimulatedLine(new HealthSettings { MaxLoss = 30, Interval = Ms(100), Failures = 5 });
        line.Answers = (_, _) => line.Sent.Count % every == 0 ? null : Rtt;
        line.Run(Ms(20_000));
        Assert.True(line.Report.Degraded);
        Assert.Equal("loss 50 % over 30 %", line.Report.Detail);
        every = 4;
        line.Run(Ms(60_000));
        Assert.True(line.Report.Degraded);
        every = 5;
        line.Run(Ms(90_000));
        Assert.False(line.Report.Degraded);
        every = 4;
        line.Run(Ms(120_000));
        Assert.False(line.Report.Degraded);
    }

    [Fact]
    public void A_slow_line_is_degraded_and_not_down()
    {
        var line = new SimulatedLine(new HealthSettings { MaxRtt = Ms(400) }) { Answers = (_, _) => Ms(600) };
        line.Run(Ms(60_000));
        Assert.True(line.Report.Degraded);
        Assert.Equal("rtt 600 ms over 400 ms", line.Report.Detail);
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
        line.Answers = (_, _) => Ms(250);
        line.Run(Ms(120_000));
        Assert.False(line.Report.Degraded);
    }

    [Fact]
    public void A_dead_monitor_is_no_lossy_line()
    {
        var line = new SimulatedLine(new HealthSettings { MaxLoss = 10 }, monitors: 2)
        {
            Answers = (_, monitor) => monitor == 0 ? null : Rtt,
        };
        line.Run(TimeSpan.FromMinutes(5));
        var statistics = line.Health.Statistics(TimeSpan.FromMinutes(5));
        Assert.False(line.Report.Degraded);
        Assert.Equal(0, statistics.LossPercent);
        Assert.Equal([100.0, 0.0], statistics.Monitors.Select(monitor => monitor.LossPercent!.Value));
    }

    // pfSense and OPNsense fail back only after 57 s, because the outage itself is still in their window.
    [Fact]
    public void An_outage_that_is_over_is_no_loss_of_the_line_that_is_back()
    {
        var line = new SimulatedLine(new HealthSettings { MaxLoss = 10 })
        {
            Answers = SimulatedLine.Dead(Ms(100_500), Ms(160_000), Rtt),
        };
        line.Run(Ms(170_000));
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
        Assert.False(line.Report.Degraded);
        Assert.Equal(0, line.Health.Statistics(Ms(170_000)).LossPercent);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
