using DualWan.Agent.Control;

namespace DualWan.Agent.Tests.Loop;

/// <summary>What is asked from outside while the loop runs.</summary>
public sealed class LoopRequestTests
{
    [Fact]
    public async Task Probe_answers_each_round_and_touches_no_health()
    {
        await using var loop = await LoopHarness.StartAsync();
        var probed = ProbeAsync(loop, new ProbeRequest("isp1", null, 3, TimeSpan.FromSeconds(1)));

        await loop.UntilAsync(() => probed.IsCompleted, "three answers");

        // Virtual time may run past a round's patience while the answer is on its way between threads.
        var lines = await probed;
        Assert.Equal(3, lines.Count);
        Assert.All(lines, static line => Assert.Matches("^[123] (reply|lost)$", line));
        Assert.Equal("up", loop.StateOf("isp1"));
    }

    [Theory]
    [InlineData("isp7", null, "there is no uplink isp7: the uplinks are isp1, isp2")]
    [InlineData("isp1", "tcp:nowhere", "'tcp:nowhere' is no target")]
    public async Task Probe_that_cannot_begin_says_why_in_one_line(string uplink, string? target, string why)
    {
        await using var loop = await LoopHarness.StartAsync();
        var lines = new List<ProbeLine>();
        var request = new ProbeRequest(uplink, target, 3, TimeSpan.FromSeconds(1));
        await foreach (var line in loop.Core.ProbeAsync(request, TestContext.Current.CancellationToken))
            lines.Add(line);

        var only = Assert.Single(lines);
        Assert.Equal("error", only.State);
        Assert.Contains(why, only.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_of_the_config_in_force_is_empty_and_of_another_is_not()
    {
        await using var loop = await LoopHarness.StartAsync();
        var other = LoopHarness.Policy.Replace("nat: masquerade", "nat: no", StringComparison.Ordinal);

        var same = await loop.Core.PlanAsync(new PlanRequest("p.yaml", null), TestContext.Current.CancellationToken);
        var changed = await loop.Core.PlanAsync(
            new PlanRequest("p.yaml", other), TestContext.Current.CancellationToken);
        var wrong = await loop.Core.PlanAsync(
            new PlanRequest("p.yaml", "uplinks: 7"), TestContext.Current.CancellationToken);

        Assert.Empty(same.Operations);
        Assert.NotEmpty(changed.Operations);
        Assert.NotEmpty(wrong.Diagnostics);
        Assert.Equal("up", loop.StateOf("isp1"));
    }

    [Fact]
    public async Task Reloads_at_the_same_time_are_taken_one_after_the_other()
    {
        await using var loop = await LoopHarness.StartAsync();
        var generation = loop.Core.GetConfig().Generation;
        await File.WriteAllTextAsync(loop.ConfigFile,
            LoopHarness.Policy.Replace("nat: masquerade", "nat: no", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            loop.Core.ReloadAsync(Caller.Self, TestContext.Current.CancellationToken)));

        Assert.All(results, static result => Assert.True(result.Applied, result.Message));
        Assert.Equal(1, results.Count(static result => result.Changes > 0));
        Assert.True(loop.Core.GetConfig().Generation > generation);
        Assert.Contains("nat: no", loop.Core.GetConfig().Text, StringComparison.Ordinal);
    }

    private static async Task<List<string>> ProbeAsync(LoopHarness loop, ProbeRequest request)
    {
        var lines = new List<string>();
        await foreach (var line in loop.Core.ProbeAsync(request, TestContext.Current.CancellationToken))
            lines.Add($"{line.Sequence} {line.State}");
        return lines;
    }
}
