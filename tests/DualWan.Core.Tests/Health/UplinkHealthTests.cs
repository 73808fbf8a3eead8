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
        line.Answers = (_, _) => line.Sent.Count - 1 - first is var n && n < pattern.Length && pattern[n] == 'L' ? null : Rtt;
        line.Run(Ms(60_000));
        Assert.Equal([(Rtt, HealthVerdict.Up)], line.Verdicts);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
