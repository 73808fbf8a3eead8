using DualWan.Core.Config;
using DualWan.Core.Health;
using Xunit;

namespace DualWan.Core.Tests.Health;

public sealed class DetectionTimeTests
{
    // Design section 9: the default profile mean 1.0 s, worst 1.5 s; 100 ms x 3 in 0.35 s.
    [Theory]
    [InlineData(1_000, 100, 3, 100, 10, 800, 1_300)]
    [InlineData(100, 100, 3, 100, 10, 350, 400)]
    [InlineData(1_000, 100, 1, 100, 10, 600, 1_100)]
    [InlineData(1_000, 100, 3, 400, 10, 1_100, 1_600)]
    [InlineData(10_000, 100, 3, 100, 10, 5_300, 10_300)]
    [InlineData(50, 100, 3, 100, 10, 225, 250)]
    [InlineData(1_000, 100, 3, 1_000, 300, 2_000, 2_500)]
    public void Detection_follows_its_formula(
        int interval, int confirm, int failures, int timeout, int overdue, int mean, int worst)
    {
        var settings = new HealthSettings
        {
            Interval = Ms(interval),
            ConfirmInterval = Ms(confirm),
            Failures = failures,
        };
        var detection = DetectionTime.Of(settings, settings.Interval, Ms(timeout), Ms(overdue));
        // The last row: on a line where answers usually take 300 ms, the first confirmation waits that long for one.
        Assert.Equal(overdue > confirm ? Ms(mean - 100) : Ms(mean), detection.Mean);
        Assert.Equal(overdue > confirm ? Ms(worst - 100) : Ms(worst), detection.Worst);
    }

    [Fact]
    public void Simulated_deaths_are_noticed_within_the_stated_worst_and_mean()
    {
        var random = new Random(20_261_120);
        for (var profile = 0; profile < 60; profile++)
        {
            var rtt = Ms(random.Next(1, 250));
            var settings = new HealthSettings
            {
                Interval = Ms(random.Next(50, 3_000)),
                ConfirmInterval = Ms(random.Next(50, 500)),
                Timeout = random.Next(2) == 0 ? null : rtt + Ms(random.Next(50, 1_500)),
                Failures = random.Next(1, 8),
            };
            CheckProfile(settings, rtt);
        }
    }

    // The same for a standby, whose stated time is that of its slower pace.
    [Fact]
    public void A_line_at_rest_states_the_time_of_its_own_pace()
    {
        var line = new SimulatedLine(new HealthSettings());
        line.Health.SetPace(ProbePace.Relaxed, TimeSpan.Zero);
        line.Run(TimeSpan.FromMinutes(5));
        var detection = line.Health.Statistics(TimeSpan.FromMinutes(5)).Detection;
        Assert.Equal(Ms(10_300), detection.Worst);
        Assert.Equal(Ms(5_300), detection.Mean);
    }

    private static void CheckProfile(HealthSettings settings, TimeSpan rtt)
    {
        const int Deaths = 100;
        var total = TimeSpan.Zero;
        DetectionTime stated = default;
        for (var death = 0; death < Deaths; death++)
        {
            var line = new SimulatedLine(settings);
            line.Answers = (_, _) => rtt;
            // Long enough for the deviation to have settled.
            var warm = settings.Interval * 60;
            var dead = warm + settings.Interval * ((double)death / Deaths);
            line.Run(warm);
            stated = line.Health.Statistics(warm).Detection;
            line.Answers = SimulatedLine.Dead(dead, TimeSpan.MaxValue, rtt);
            line.Run(warm + TimeSpan.FromMinutes(1));
            var (at, verdict) = line.Verdicts[^1];
            Assert.Equal(HealthVerdict.Down, verdict);
            Assert.True(at - dead <= stated.Worst,
                $"{at - dead} after death, worst is {stated.Worst}: {settings}, rtt {rtt}");
            total += at - dead;
        }

        // A probe that was on its way at the moment of death was sent up to a round-trip time before it.
        var mean = total / Deaths;
        var slack = settings.Interval / Deaths + Ms(1);
        Assert.InRange(mean, stated.Mean - rtt - slack, stated.Mean + slack);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
