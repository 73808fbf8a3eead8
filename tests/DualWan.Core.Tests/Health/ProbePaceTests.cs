using DualWan.Core.Config;
using DualWan.Core.Health;
using Xunit;

namespace DualWan.Core.Tests.Health;

public sealed class ProbePaceTests
{
    private static readonly TimeSpan Rtt = Ms(10);

    [Fact]
    public void A_healthy_line_at_rest_is_probed_at_the_standby_interval()
    {
        var line = new SimulatedLine(new HealthSettings());
        line.Health.SetPace(ProbePace.Relaxed, TimeSpan.Zero);
        line.Run(TimeSpan.FromHours(1));
        Assert.Equal(361, line.Sent.Count);
    }

    [Fact]
    public void A_line_about_to_be_used_is_probed_at_once()
    {
        var line = new SimulatedLine(new HealthSettings());
        line.Health.SetPace(ProbePace.Relaxed, TimeSpan.Zero);
        line.Run(Ms(4_321));
        line.Health.SetPace(ProbePace.Normal, Ms(4_321));
        Assert.True(line.Next <= Ms(4_321));
        line.Run(Ms(6_000));
        Assert.Equal([TimeSpan.Zero, Ms(4_321), Ms(5_321)], line.Sent.Select(at => at));
    }

    // T-33, CG-15: a standby is probed too, and confirmed as fast as any other once a round is missing.
    [Fact]
    public void A_standby_that_dies_is_noticed_within_its_own_detection_time()
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Answers = SimulatedLine.Dead(Ms(31_000), Ms(60_000), Rtt),
        };
        line.Health.SetPace(ProbePace.Relaxed, TimeSpan.Zero);
        line.Run(Ms(59_000));
        Assert.Equal((Ms(40_300), HealthVerdict.Down), line.Verdicts[^1]);
        // Down it is probed at the normal interval, so that it is back when it is needed.
        line.Run(Ms(70_000));
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
    }

    // Reports 11, 12, 14, 21: nothing is sent while there is no link; then it starts from nought and is not stuck.
    [Fact]
    public void A_paused_line_sends_nothing_and_proves_itself_afterwards()
    {
        var line = new SimulatedLine(new HealthSettings());
        line.Run(Ms(10_005));
        line.Health.SetPace(ProbePace.Paused, Ms(10_005));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
        Assert.Equal(HealthCause.NotProbed, line.Report.Cause);
        Assert.Null(line.Health.NextWake);
        var sent = line.Sent.Count;
        line.Run(Ms(40_000));
        Assert.Equal(sent, line.Sent.Count);
        line.Health.SetPace(ProbePace.Normal, Ms(40_000));
        line.Run(Ms(44_009));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
        line.Run(Ms(44_010));
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
    }

    [Fact]
    public void An_answer_to_a_round_from_before_the_pause_counts_for_nothing()
    {
        var health = new UplinkHealth(new HealthSettings { Recoveries = 1 }, 1, TimeSpan.Zero);
        var round = health.Advance(TimeSpan.Zero)!.Value;
        health.SetPace(ProbePace.Paused, Ms(5));
        health.SetPace(ProbePace.Normal, Ms(6));
        health.Answer(round.Number, 0, ProbeAnswer.Reply, Ms(10), Ms(10));
        Assert.Equal(HealthVerdict.Down, health.Report.Verdict);
    }

    // K-37: the agent was not scheduled for a while; the kernel has queued and stamped the answers.
    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    [InlineData(5_000)]
    [InlineData(3_600_000)]
    public void An_agent_that_overslept_blames_nobody(int sleep)
    {
        for (var offset = 0; offset < 1_000; offset += 37)
        {
            var line = new SimulatedLine(new HealthSettings());
            line.Sleeps.Add((Ms(10_000 + offset), Ms(10_000 + offset + sleep)));
            line.Run(Ms(30_000 + sleep));
            Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
        }
    }

    // K-37: suspend to RAM, answers are gone for good; the rounds of that time are void, not lost.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Rounds_slept_through_are_void_even_when_their_answers_are_gone(int failures)
    {
        var line = new SimulatedLine(new HealthSettings { Failures = failures })
        {
            Answers = (sent, _) => sent >= Ms(9_990) && sent < Ms(20_000) ? null : Rtt,
        };
        line.Sleeps.Add((Ms(10_020), Ms(20_000)));
        line.Run(Ms(60_000));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
    }

    // CLOCK_MONOTONIC stands still while suspended: the agent tells of the gap.
    [Fact]
    public void An_interruption_voids_what_is_in_flight()
    {
        var line = new SimulatedLine(new HealthSettings { Failures = 1 })
        {
            Answers = (sent, _) => sent == Ms(10_000) ? null : Rtt,
        };
        line.Run(Ms(10_050));
        line.Health.Interrupted(Ms(10_050));
        line.Run(Ms(20_000));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
    }

    // Late by less than that: the answers lie in the queue, and the first of them must not condemn the others.
    [Fact]
    public void Answers_that_wait_in_the_queue_are_all_read_before_a_verdict()
    {
        var health = new UplinkHealth(new HealthSettings { Timeout = Ms(100), Failures = 2 }, 1, TimeSpan.Zero);
        var first = health.Advance(TimeSpan.Zero)!.Value;
        health.Answer(first.Number, 0, ProbeAnswer.Reply, Ms(10), Ms(10));
        var late = health.Advance(Ms(1_000))!.Value;
        var later = health.Advance(Ms(1_100))!.Value;
        health.Answer(first.Number, 0, ProbeAnswer.Reply, Ms(20), Ms(1_240));
        health.SetPace(ProbePace.Relaxed, Ms(1_240));
        Assert.Equal(HealthVerdict.Up, health.Report.Verdict);
        Assert.Equal(Ms(1_240), health.NextWake);
        health.Answer(late.Number, 0, ProbeAnswer.Reply, Ms(1_090), Ms(1_240));
        health.Answer(later.Number, 0, ProbeAnswer.Reply, Ms(1_110), Ms(1_240));
        health.Advance(Ms(1_240));
        Assert.Equal(HealthVerdict.Up, health.Report.Verdict);
        Assert.False(health.Report.Suspect);
    }

    // A box so busy that it is always late must still notice a dead line.
    [Fact]
    public void An_agent_that_oversleeps_every_round_still_notices_a_dead_line()
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Answers = SimulatedLine.Dead(Ms(10_500), Ms(90_000), Rtt),
        };
        for (var at = 0; at < 60_000; at += 200)
            line.Sleeps.Add((Ms(at + 10), Ms(at + 200)));
        line.Run(Ms(30_000));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
