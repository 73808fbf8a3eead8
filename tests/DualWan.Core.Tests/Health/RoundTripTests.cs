using DualWan.Core.Config;
using DualWan.Core.Health;
using Xunit;

namespace DualWan.Core.Tests.Health;

public sealed class RoundTripTests
{
    // RFC 6298 section 2 by hand: R = 100: SRTT 100, RTTVAR 50; R' = 200: RTTVAR 3/4*50 + 1/4*100 = 62.5, SRTT 112.5.
    [Fact]
    public void The_estimator_follows_RFC_6298()
    {
        var rtt = new RttEstimator();
        Assert.False(rtt.HasSample);
        rtt.Add(Ms(100));
        Assert.Equal((Ms(100), Ms(50)), (rtt.Smoothed, rtt.Jitter));
        rtt.Add(Ms(200));
        Assert.Equal((Ms(112.5), Ms(62.5)), (rtt.Smoothed, rtt.Jitter));
        Assert.Equal(Ms(112.5 + 250), rtt.Overdue);
        Assert.Equal(Ms(450 + 250), rtt.Patience);
    }

    [Theory]
    [InlineData(5, 100)]
    [InlineData(25, 100)]
    [InlineData(50, 200)]
    [InlineData(200, 800)]
    [InlineData(400, 1_000)]
    public void Timeout_auto_is_four_times_the_round_trip_within_its_bounds(int rtt, int timeout)
    {
        var line = new SimulatedLine(new HealthSettings()) { Answers = (_, _) => Ms(rtt) };
        line.Run(TimeSpan.FromMinutes(5));
        var stated = line.Health.Statistics(TimeSpan.FromMinutes(5)).Timeout;
        Assert.InRange(stated, Ms(timeout), Ms(timeout) + Ms(1));
    }

    [Fact]
    public void Timeout_auto_is_one_second_before_the_first_answer()
    {
        var health = new UplinkHealth(new HealthSettings(), 1, TimeSpan.Zero);
        Assert.Equal(Ms(1_000), health.Advance(TimeSpan.Zero)!.Value.Deadline);
    }

    // The fastest monitor dies: the answers of the slow one must not be too late for a timeout made for the fast one.
    [Theory]
    [InlineData(5, 220)]
    [InlineData(5, 450)]
    [InlineData(20, 900)]
    public void The_death_of_the_fastest_monitor_is_no_outage(int fast, int slow)
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 2)
        {
            Answers = (sent, monitor) => monitor == 1 ? Ms(slow) : sent >= Ms(60_500) ? null : Ms(fast),
        };
        line.Run(TimeSpan.FromMinutes(5));
        Assert.Equal([HealthVerdict.Up], line.Verdicts.Select(verdict => verdict.Verdict));
    }

    [Fact]
    public void A_dead_slow_monitor_no_longer_sets_the_timeout()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 2)
        {
            Answers = (sent, monitor) => monitor == 0 ? Ms(10) : sent >= Ms(60_500) ? null : Ms(300),
        };
        line.Run(Ms(60_400));
        Assert.Equal(Ms(1_000), line.Health.Statistics(Ms(60_400)).Timeout);
        line.Run(Ms(90_000));
        Assert.Equal(Ms(100), line.Health.Statistics(Ms(90_000)).Timeout);
    }

    [Fact]
    public void Statistics_tell_last_least_most_and_loss_with_its_resolution()
    {
        // Of the last 60 rounds every fourth is lost; the times go up and down between 20 and 50 ms.
        var line = new SimulatedLine(new HealthSettings { Interval = Ms(500), ConfirmInterval = Ms(500) });
        line.Answers = (_, _) => line.Sent.Count % 4 == 0 ? null : Ms(20 + 10 * (line.Sent.Count % 4));
        line.Run(TimeSpan.FromMinutes(2));
        var statistics = line.Health.Statistics(TimeSpan.FromMinutes(2));
        var monitor = Assert.Single(statistics.Monitors);
        Assert.Equal(MonitorState.Up, monitor.State);
        Assert.Equal((Ms(30), Ms(50)), (monitor.MinRtt, monitor.MaxRtt));
        Assert.Equal(25, monitor.LossPercent);
        Assert.Equal(25, statistics.LossPercent);
        Assert.Equal(100.0 / 60, statistics.LossResolution, 6);
        Assert.NotNull(monitor.Jitter);
        Assert.InRange(monitor.SmoothedRtt!.Value, Ms(30), Ms(50));
        Assert.Equal(monitor.LastRtt, Ms(50));
    }

    [Fact]
    public void Statistics_before_the_first_answer_claim_nothing()
    {
        var health = new UplinkHealth(new HealthSettings(), 2, TimeSpan.Zero);
        health.Advance(TimeSpan.Zero);
        var statistics = health.Statistics(Ms(5));
        Assert.Null(statistics.LossPercent);
        Assert.Null(statistics.SmoothedRtt);
        Assert.All(statistics.Monitors, monitor =>
        {
            Assert.Equal(MonitorState.Unknown, monitor.State);
            Assert.Null(monitor.LastRtt);
            Assert.Null(monitor.LossPercent);
        });
    }

    [Fact]
    public void A_duplicate_answer_counts_once()
    {
        var health = new UplinkHealth(new HealthSettings { UpWhen = UpWhen.All }, 2, TimeSpan.Zero);
        var round = health.Advance(TimeSpan.Zero)!.Value;
        health.Answer(round.Number, 0, ProbeAnswer.Reply, Ms(10), Ms(10));
        health.Answer(round.Number, 0, ProbeAnswer.Reply, Ms(11), Ms(11));
        Assert.Equal(HealthVerdict.Unknown, health.Report.Verdict);
        health.Answer(round.Number, 1, ProbeAnswer.Reply, Ms(12), Ms(12));
        Assert.Equal(HealthVerdict.Up, health.Report.Verdict);
    }

    [Fact]
    public void Answers_to_rounds_never_sent_or_long_gone_are_ignored()
    {
        var line = new SimulatedLine(new HealthSettings());
        line.Run(TimeSpan.FromMinutes(10));
        var before = line.Report;
        line.Health.Answer(-1, 0, ProbeAnswer.Reply, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        line.Health.Answer(0, 0, ProbeAnswer.Reply, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        line.Health.Answer(1_000_000, 0, ProbeAnswer.Reply, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        Assert.Equal(before, line.Report);
        Assert.Equal(Ms(10), line.Health.Statistics(TimeSpan.FromMinutes(10)).Monitors[0].LastRtt);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
