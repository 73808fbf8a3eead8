using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>What the agent tells when it puts back what somebody took away.</summary>
public sealed class RepairLogTests
{
    [Fact]
    public async Task A_repair_is_told_in_one_line_however_much_was_gone()
    {
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        scenario.Lab.Router.Run("nft", "delete", "table", "inet", "dualwan");

        await Eventually.True(
            () => Repairs(scenario) is [var line, ..] && scenario.Router.Counter("inet dualwan", "guard") == 0,
            "the table is back, and told");

        Assert.DoesNotContain('\n', Assert.Single(Repairs(scenario)));
    }

    private static string[] Repairs(Scenario scenario) =>
    [
        .. scenario.Agent.Status().GetProperty("events").EnumerateArray()
            .Where(static record => record.GetProperty("event").GetString() == "repaired")
            .Select(static record => record.GetProperty("text").GetString()!),
    ];
}
