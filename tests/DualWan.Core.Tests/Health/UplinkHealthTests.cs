using DualWan.Core.Config;
using DualWan.Core.Health;
using Xunit;

namespace DualWan.Core.Tests.Health;

public sealed class UplinkHealthTests
{
    private static readonly TimeSpan Rtt = Ms(10);

    [Fact]
    public void A_healthy_line_is_up_after_its_first_answer_and_stays_so()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 3);
        line.Run(Ms(9));
        Assert.Equal(HealthVerdict.Unknown, line.Report.Verdict);
        line.Run(TimeSpan.FromHours(1));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
        Assert.Equal(3601, line.Sent.Count);
    }

    // Report 8, T-23, T-24: one lost ping, or two that are not consecutive, are no outage; a reply resets the count.
    [Theory]
    [InlineData("L")]
    [InlineData("LL")]
    [InlineData("LGL")]
    [InlineData("LLGLL")]
    [InlineData("LGLGLGLLGLGLL")]
    public void Fewer_losses_in_a_row_than_failures_are_no_outage(string pattern)
    {
        var line = new SimulatedLine(new HealthSettings());
        line.Run(Ms(10_500));
        var first = line.Sent.Count;
        line.Answers = (_, _) =>
            line.Sent.Count - 1 - first is var n && n < pattern.Length && pattern[n] == 'L' ? null : Rtt;
        line.Run(Ms(60_000));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
    }

    // T-19, T-30: carrier stays, upstream is silent, only the probes notice.
    [Fact]
    public void A_silent_line_is_down_after_three_overlapped_rounds()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 2)
        {
            Answers = SimulatedLine.Dead(Ms(10_500), TimeSpan.MaxValue, Rtt),
        };
        line.Run(Ms(20_000));
        Assert.Equal([(Rtt, HealthVerdict.Up), (Ms(11_300), HealthVerdict.Down)], line.Verdicts);
        Assert.Equal(HealthCause.MonitorsFailed, line.Report.Cause);
        Assert.Equal("all monitors failed", line.Report.Detail);
        // The missed round, and two more 100 ms apart; nothing waited for another.
        Assert.Equal([Ms(11_000), Ms(11_100), Ms(11_200)], line.Sent.SkipWhile(at => at < Ms(11_000)).Take(3));
        Assert.True(line.Sent.Count(at => at > Ms(11_300)) <= 9, "a dead line is probed once an interval");
    }

    // T-25: one reply after down is not "up again"; report 8.
    [Fact]
    public void One_reply_does_not_bring_a_dead_line_back()
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Answers = (sent, _) => sent >= Ms(5_500) && !(sent >= Ms(20_000) && sent < Ms(21_000)) ? null : Rtt,
        };
        line.Run(Ms(60_000));
        Assert.Equal(2, line.Verdicts.Count);
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void Recovery_takes_so_many_good_rounds_in_a_row(int recoveries)
    {
        var back = Ms(30_500);
        var line = new SimulatedLine(new HealthSettings { Recoveries = recoveries })
        {
            Answers = SimulatedLine.Dead(Ms(10_500), back, Rtt),
        };
        line.Run(Ms(90_000));
        var (at, verdict) = line.Verdicts[^1];
        Assert.Equal(HealthVerdict.Up, verdict);
        Assert.Equal(recoveries, line.Sent.Count(sent => sent >= back && sent < at));
        Assert.Equal($"{recoveries} good rounds", line.Report.Detail);
    }

    // Late answers repair history: each round is judged failed at 100 ms, and its answer comes at 250 ms.
    [Fact]
    public void Answers_that_are_late_but_come_are_no_outage()
    {
        var line = new SimulatedLine(new HealthSettings { Timeout = Ms(100) })
        {
            Answers = (sent, _) => sent >= Ms(5_000) ? Ms(250) : Rtt,
        };
        line.Run(TimeSpan.FromMinutes(10));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
    }

    // ... and are no proof of recovery either.
    [Fact]
    public void Late_answers_do_not_bring_a_dead_line_back()
    {
        var line = new SimulatedLine(new HealthSettings { Timeout = Ms(100) })
        {
            Answers = (sent, _) => sent >= Ms(60_000) ? Ms(250) : sent >= Ms(5_000) ? null : Rtt,
        };
        line.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
    }

    // D14: a round that could not be sent because its strict default is missing is no void one, it is down.
    [Fact]
    public void Rounds_that_could_not_be_sent_count_as_failed_and_say_so()
    {
        var line = new SimulatedLine(new HealthSettings()) { CanSend = at => at < Ms(5_000) || at > Ms(60_000) };
        line.Run(Ms(50_000));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
        Assert.Equal(HealthCause.NotSent, line.Report.Cause);
        Assert.Equal("probes have no route", line.Report.Detail);
        // Failed at once, not at a deadline: 5 s, and two more 100 ms apart.
        Assert.Equal(Ms(5_200), line.Verdicts[^1].At);
        // Reports 14, 15: it does not stay so once it can send again.
        line.Run(Ms(70_000));
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
    }

    // T-38: the strict table leads one monitor's prefix nowhere; the line itself is well.
    [Fact]
    public void A_monitor_without_a_route_is_one_lost_monitor_and_not_a_lost_round()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 3)
        {
            Kind = (_, monitor) => monitor == 1 ? ProbeAnswer.NotSent : ProbeAnswer.Reply,
        };
        line.Run(Ms(60_000));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
        Assert.False(line.Report.Suspect);
        Assert.Equal(MonitorState.Down, line.Health.Statistics(Ms(60_000)).Monitors[1].State);
        Assert.Equal(MonitorState.Up, line.Health.Statistics(Ms(60_000)).Monitors[0].State);
    }

    // ... and where all are needed, or none can be sent, the round is lost as before.
    [Fact]
    public void Rounds_of_which_no_probe_could_leave_were_not_sent()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 3)
        {
            Kind = (sent, _) => sent >= Ms(5_000) ? ProbeAnswer.NotSent : ProbeAnswer.Reply,
        };
        line.Run(Ms(20_000));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
        Assert.Equal(HealthCause.NotSent, line.Report.Cause);
        Assert.Equal("probes have no route", line.Report.Detail);
    }

    // K-26, D14: a proxy ARP or a LAN host answers for the target.
    [Fact]
    public void A_liar_answers_and_it_does_not_count()
    {
        var line = new SimulatedLine(new HealthSettings())
        {
            Kind = (sent, _) => sent >= Ms(5_000) ? ProbeAnswer.Liar : ProbeAnswer.Reply,
        };
        line.Run(Ms(20_000));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
        Assert.True(line.Health.Statistics(Ms(20_000)).Monitors[0].Liars > 10);
    }

    // T-104, T-105: a refusal needs no deadline to be a failure.
    [Fact]
    public void A_negative_answer_fails_the_round_before_its_deadline()
    {
        var line = new SimulatedLine(new HealthSettings { Timeout = Ms(1_000), Failures = 1 })
        {
            Kind = (sent, _) => sent >= Ms(5_000) ? ProbeAnswer.Negative : ProbeAnswer.Reply,
        };
        line.Run(Ms(20_000));
        Assert.Equal((Ms(5_010), HealthVerdict.Down), line.Verdicts[^1]);
    }

    // Reports 1, 7, T-18: one dead target of two is that target's fault.
    [Theory]
    [InlineData("any", 3, 1, true)]
    [InlineData("any", 3, 2, true)]
    [InlineData("any", 3, 3, false)]
    [InlineData("all", 3, 0, true)]
    [InlineData("all", 3, 1, false)]
    [InlineData("2", 3, 1, true)]
    [InlineData("2", 3, 2, false)]
    [InlineData("9", 3, 1, false)]
    public void Up_when_says_how_many_monitors_must_answer(string upWhen, int monitors, int dead, bool up)
    {
        var settings = new HealthSettings { UpWhen = Parse(upWhen) };
        var line = new SimulatedLine(settings, monitors);
        line.Run(Ms(10_500));
        line.Answers = (_, monitor) => monitor < dead ? null : Rtt;
        line.Run(Ms(60_000));
        Assert.Equal(up ? HealthVerdict.Up : HealthVerdict.Down, line.Report.Verdict);
        var states = line.Health.Statistics(Ms(60_000)).Monitors.Select(monitor => monitor.State);
        Assert.Equal(Enumerable.Range(0, monitors).Select(i => i < dead ? MonitorState.Down : MonitorState.Up), states);
    }

    [Fact]
    public void An_uplink_without_monitors_is_up_and_never_probed()
    {
        var line = new SimulatedLine(new HealthSettings(), monitors: 0);
        line.Run(TimeSpan.FromHours(1));
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
        Assert.Empty(line.Sent);
        Assert.Null(line.Health.NextWake);
    }

    // Kernel.md section 4, adoption: down until probed.
    [Fact]
    public void A_line_assumed_down_needs_its_recoveries()
    {
        var line = new SimulatedLine(new HealthSettings(), assumed: HealthVerdict.Down);
        line.Run(Ms(3_500));
        Assert.Equal(HealthVerdict.Down, line.Report.Verdict);
        line.Run(Ms(10_000));
        Assert.Equal([(Ms(4_010), HealthVerdict.Up)], line.Verdicts);
    }

    // Report 6: before the first verdict nothing is down; a line that never answers is, after its failures.
    [Fact]
    public void A_line_that_never_answers_is_unknown_until_its_failures()
    {
        var line = new SimulatedLine(new HealthSettings()) { Answers = (_, _) => null };
        line.Run(Ms(1_199));
        Assert.Equal(HealthVerdict.Unknown, line.Report.Verdict);
        line.Run(Ms(1_200));
        Assert.Equal([(Ms(1_200), HealthVerdict.Down)], line.Verdicts);
    }

    [Fact]
    public void Suspicion_begins_with_the_first_failed_round_and_ends_with_an_answer()
    {
        var line = new SimulatedLine(new HealthSettings()) { Answers = SimulatedLine.Dead(Ms(5_500), Ms(6_050), Rtt) };
        line.Run(Ms(6_099));
        Assert.False(line.Report.Suspect);
        line.Run(Ms(6_100));
        Assert.True(line.Report.Suspect);
        line.Run(Ms(6_110));
        Assert.False(line.Report.Suspect);
        Assert.Equal(HealthVerdict.Up, line.Report.Verdict);
    }

    private static UpWhen Parse(string text) =>
        text == "any" ? UpWhen.Any : text == "all" ? UpWhen.All : new UpWhen(int.Parse(text));

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
