using DualWan.Agent.Control;

namespace DualWan.Agent.Tests.Control;

public sealed class OverallStateTests
{
    [Theory]
    [InlineData("up,up", false, "up")]
    [InlineData("up,standby", false, "up")]
    [InlineData("up,standby", true, "degraded")]
    [InlineData("up,down", false, "degraded")]
    [InlineData("up,degraded", false, "degraded")]
    [InlineData("up,draining", false, "degraded")]
    [InlineData("up,disabled", false, "degraded")]
    [InlineData("up,unknown", false, "degraded")]
    [InlineData("down,down", false, "down")]
    [InlineData("down,disabled", false, "down")]
    [InlineData("", false, "down")]
    public void Of_UplinkStates_IsWhatACheckNeeds(string states, bool error, string expected)
    {
        IReadOnlyList<UplinkStatus> uplinks =
        [
            .. states.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static s =>
                new UplinkStatus { Name = "x", Interface = "x", State = s, Weight = 1, Distance = 1 }),
        ];
        IReadOnlyList<Problem> problems =
            [new Problem("a", Severity.Warning, "a"), .. error
                ? [new Problem("b", Severity.Error, "b")] : Array.Empty<Problem>()];

        Assert.Equal(expected, OverallState.Of(uplinks, problems));
    }
}
