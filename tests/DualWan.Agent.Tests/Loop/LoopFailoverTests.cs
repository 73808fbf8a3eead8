using DualWan.Agent.Control;

namespace DualWan.Agent.Tests.Loop;

/// <summary>What the loop does to the kernel when a line dies and returns, and in which order (kernel.md section
/// 4).</summary>
public sealed class LoopFailoverTests
{
    [Fact]
    public async Task Silent_line_loses_its_place_then_resets_are_armed_its_pins_flushed_twice_and_receivers_poked()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.World.ForgetOrder();

        loop.Probes.Silent["isp1"] = true;
        await loop.UntilAsync(() => loop.Has("isp1 DOWN"), "isp1 down");
        await loop.UntilAsync(() => loop.World.Order.Count(static one => one == "flush 81000000/9f000000") == 2,
            "the second flush");

        var order = loop.World.Order.ToList();
        // The receivers are listed when the line becomes suspect, so that nothing stands between arming and flush.
        string[] expected = ["list isp1", "arm wan1", "arm wan2", "flush 81000000/9f000000", "poke isp1",
            "flush 81000000/9f000000"];
        Assert.Equal(expected, order.Where(static one => !one.StartsWith("group ", StringComparison.Ordinal)
            && !one.StartsWith("Put", StringComparison.Ordinal) && !one.StartsWith("Delete", StringComparison.Ordinal)));
        Assert.True(order.FindLastIndex(static one => one.StartsWith("group ", StringComparison.Ordinal))
            < order.IndexOf("arm wan1"), string.Join(", ", order));
        Assert.DoesNotContain("NftTransaction", order);
        Assert.Equal("down", loop.StateOf("isp1"));
        Assert.Equal("up", loop.StateOf("isp2"));
    }

    [Fact]
    public async Task Line_that_returns_takes_its_place_disarms_and_flushes_nothing()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.Probes.Silent["isp1"] = true;
        await loop.UntilAsync(() => loop.StateOf("isp1") == "down", "isp1 down");
        loop.World.ForgetOrder();

        loop.Probes.Silent.Clear();
        await loop.UntilAsync(() => loop.StateOf("isp1") == "up", "isp1 up again");

        var order = loop.World.Order.ToList();
        Assert.Contains("disarm wan1", order);
        Assert.Contains("disarm wan2", order);
        Assert.True(order.FindIndex(static one => one.StartsWith("group ", StringComparison.Ordinal))
            < order.IndexOf("disarm wan1"), string.Join(", ", order));
        // The second pass of the flush may still have been on its way, no other.
        Assert.True(order.Count(static one => one.StartsWith("flush", StringComparison.Ordinal)) <= 1);
    }

    // Report 10.
    [Fact]
    public async Task Last_line_that_falls_silent_is_left_as_it_is()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.Probes.Silent["isp1"] = true;
        await loop.UntilAsync(() => loop.StateOf("isp1") == "down", "isp1 down");
        await loop.UntilAsync(() => loop.World.Order.Count(static one => one == "flush 81000000/9f000000") == 2,
            "the second flush");
        loop.World.ForgetOrder();

        loop.Probes.Silent["isp2"] = true;
        await loop.UntilAsync(() => loop.StateOf("isp2") == "down", "isp2 down");

        Assert.DoesNotContain(loop.World.Order, static one =>
            one.StartsWith("flush", StringComparison.Ordinal) || one.StartsWith("arm", StringComparison.Ordinal));
        Assert.Contains(loop.Core.GetStatus().Uplinks, static one =>
            one.Name == "isp2" && one.Reason!.Contains("last resort", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Line_without_carrier_is_down_at_once_and_says_why()
    {
        await using var loop = await LoopHarness.StartAsync();

        loop.World.Change(static kernel => kernel.SetLink(FakeWorld.Link(1, "wan1", false)));
        await loop.UntilAsync(() => loop.StateOf("isp1") == "down", "isp1 down", seconds: 2);

        Assert.True(loop.Has("isp1 DOWN - no carrier"));
        await loop.UntilAsync(() => loop.Core.GetStatus().Problems.Any(static one =>
            one is { Code: "no-carrier", Uplink: "isp1" }), "the problem in the status");
    }

    [Fact]
    public async Task Kernel_that_cannot_be_read_stops_neither_probing_nor_failover_and_shows()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.World.Unreadable = new InvalidOperationException("no answer today");
        var rounds = loop.Probes.Rounds["isp2"];

        loop.Probes.Silent["isp1"] = true;
        await loop.UntilAsync(() => loop.StateOf("isp1") == "down", "isp1 down");
        // An address that comes or goes makes the loop read.
        loop.World.Change(static _ => { });
        await loop.UntilAsync(() => loop.Core.GetStatus().Problems.Any(static one => one.Code == "agent-defect"),
            "the problem in the status");
        var reads = loop.World.Reads;
        var before = loop.Time.Elapsed;
        await loop.UntilAsync(() => loop.Time.Elapsed > before + TimeSpan.FromSeconds(5), "five seconds");

        Assert.True(loop.Probes.Rounds["isp2"] > rounds);
        Assert.InRange(loop.World.Reads - reads, 1, 60);
        loop.World.Unreadable = null;
        await loop.UntilAsync(() => loop.Core.GetStatus().Problems.All(static one => one.Code != "agent-defect"),
            "the problem gone", seconds: 120);
    }

    [Fact]
    public async Task Listener_that_fails_is_started_again_and_everything_is_read()
    {
        var calls = 0;
        await using var loop = LoopHarness.Create(listen: cancellation => Interlocked.Increment(ref calls) == 1
            ? Task.FromException(new IOException("socket gone"))
            : Task.Delay(Timeout.Infinite, cancellation));

        await loop.UntilAsync(() => Volatile.Read(ref calls) == 2, "listening again", seconds: 5);
        await loop.UntilAsync(() => loop.Has("[AGENT] ready"), "READY");
    }

    [Fact]
    public async Task Agent_that_stops_closes_what_it_opened()
    {
        var loop = await LoopHarness.StartAsync();
        await loop.StopAsync();
        // The probes' thread may still have an answer: nobody reads it, and it must not wait.
        for (var i = 0; i < 10_000; i++)
            loop.Probes.SendRound("isp1", i, default);

        await loop.DisposeAsync();

        Assert.True(loop.Probes.Disposed);
        Assert.True(loop.Owned.Disposed);
    }

    [Fact]
    public async Task Ready_is_said_where_a_person_has_disabled_every_line()
    {
        await using var loop = await LoopHarness.StartAsync(prepare: static store =>
            store.Save(store.State with { Disabled = store.State.Disabled.Add("isp1").Add("isp2") }));

        Assert.Equal("disabled", loop.StateOf("isp1"));
        Assert.Equal("disabled", loop.StateOf("isp2"));
    }

    [Fact]
    public async Task Gateway_that_moves_is_no_repair_of_somebodys_change()
    {
        await using var loop = await LoopHarness.StartAsync(
            LoopHarness.Policy.Replace("gateway: 10.31.0.1, ", "", StringComparison.Ordinal));
        loop.World.Change(static kernel => kernel.ForeignRoutes = [FakeWorld.Default("wan1", "10.31.0.1")]);
        await loop.UntilAsync(() => loop.StateOf("isp1") == "up", "isp1 up");

        loop.World.Change(static kernel => kernel.ForeignRoutes = [FakeWorld.Default("wan1", "10.31.0.9")]);
        await loop.UntilAsync(() => loop.Core.GetStatus().Uplinks[0].Gateway == "10.31.0.9", "the new gateway");
        await loop.UntilAsync(() => loop.World.Look(static kernel => kernel.Journal.Count) > 0, "it is applied");
        Assert.False(loop.Has("put back"));

        loop.World.Change(static kernel => kernel.FlushRuleset());
        await loop.UntilAsync(() => loop.Has("put back"), "the repair", seconds: 40);
    }
}
