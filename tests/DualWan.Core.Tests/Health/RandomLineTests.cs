using DualWan.Core.Config;
using DualWan.Core.Health;
using Xunit;

namespace DualWan.Core.Tests.Health;

/// <summary>
/// Random lines against a judge that shares no code with the tracker: it keeps every probe and answer of the whole
/// history and looks the verdicts up in it.
/// </summary>
public sealed class RandomLineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_verdict_is_borne_out_by_the_whole_history(int seed)
    {
        var random = new Random(seed);
        var turns = 0;
        for (var history = 0; history < 40; history++)
            turns += Live(random);
        Assert.True(turns > 200, $"only {turns} verdicts");
    }

    private static int Live(Random random)
    {
        var monitors = random.Next(1, 4);
        var settings = new HealthSettings
        {
            Interval = Ms(random.Next(50, 2_000)),
            ConfirmInterval = Ms(random.Next(50, 300)),
            Timeout = Ms(random.Next(50, 1_500)),
            Failures = random.Next(1, 6),
            Recoveries = random.Next(1, 6),
            UpWhen = new UpWhen(random.Next(0, monitors + 1)),
        };
        var needed = settings.UpWhen.Needed(monitors);
        List<(TimeSpan Sent, List<TimeSpan> Answers)> rounds = [];
        var weather = 0.0;
        var line = new SimulatedLine(settings, monitors);
        line.Answers = (sent, monitor) =>
        {
            if (monitor == 0)
            {
                weather = random.Next(40) == 0 ? random.NextDouble() * 2 - 0.5 : weather;
                rounds.Add((sent, []));
            }

            if (random.NextDouble() < weather)
                return null;
            var rtt = Ms(random.Next(10) == 0 ? random.Next(5, 3_000) : random.Next(5, 60));
            rounds[^1].Answers.Add(sent + rtt);
            return rtt;
        };
        var seen = 0;
        var down = TimeSpan.Zero;
        while (line.Next is { } next && next < TimeSpan.FromMinutes(20))
        {
            line.Step(next);
            if (line.Verdicts.Count == seen)
                continue;
            var before = seen++ == 0 ? HealthVerdict.Unknown : line.Verdicts[^2].Verdict;
            var judged = Outcomes(rounds, needed, settings.Timeout!.Value, next);
            if (line.Report.Verdict == HealthVerdict.Down)
                down = next;
            Check(line.Report.Verdict, before, settings, judged, down);
        }

        return line.Verdicts.Count;
    }

    private static void Check(HealthVerdict verdict, HealthVerdict before, HealthSettings settings,
        List<(TimeSpan Sent, char Outcome)> judged, TimeSpan down)
    {
        if (verdict == HealthVerdict.Down)
        {
            var run = judged.TakeLast(settings.Failures).ToList();
            Assert.Equal(settings.Failures, run.Count);
            Assert.All(run, round => Assert.Equal('F', round.Outcome));
        }
        else if (before == HealthVerdict.Down)
        {
            var run = judged.Where(round => round.Outcome != 'L').TakeLast(settings.Recoveries).ToList();
            Assert.Equal(settings.Recoveries, run.Count);
            Assert.All(run, round => Assert.Equal('G', round.Outcome));
            Assert.All(run, round => Assert.True(round.Sent >= down));
        }
        else
        {
            Assert.Equal('G', judged[^1].Outcome);
        }
    }

    /// <summary>G good, L late, F failed; what is still pending is left out.</summary>
    private static List<(TimeSpan Sent, char Outcome)> Outcomes(
        List<(TimeSpan Sent, List<TimeSpan> Answers)> rounds, int needed, TimeSpan timeout, TimeSpan now)
    {
        List<(TimeSpan, char)> judged = [];
        // Older answers than this the tracker may have forgotten; no verdict looks so far back.
        foreach (var (sent, answers) in rounds.TakeLast(60))
        {
            var deadline = sent + timeout;
            if (answers.Count(at => at <= deadline && at <= now) >= needed)
                judged.Add((sent, 'G'));
            else if (answers.Count(at => at <= now) >= needed)
                judged.Add((sent, 'L'));
            else if (now >= deadline)
                judged.Add((sent, 'F'));
        }

        return judged;
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
