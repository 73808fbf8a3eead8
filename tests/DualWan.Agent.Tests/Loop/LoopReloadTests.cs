using DualWan.Agent.Control;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Tests.Loop;

/// <summary>A reload that is refused leaves everything as it was; one that is taken forgets what is gone.</summary>
public sealed class LoopReloadTests
{
    private const string OneLine = """
        uplinks:
          isp2: {interface: wan2, gateway: 10.32.0.1, monitors: [1.1.1.1]}
        lan: {interfaces: [lan0]}
        nat: masquerade
        """;

    [Fact]
    public async Task File_with_an_error_is_refused_with_its_place_and_changes_nothing()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.World.ForgetOrder();

        var result = await loop.ReloadAsync(LoopHarness.Policy.Replace("interface: wan2", "interfce: wan2",
            StringComparison.Ordinal));

        Assert.False(result.Applied);
        Assert.True(result.InputWrong);
        Assert.Contains(result.Diagnostics, static one => one.Line == 3);
        Assert.Empty(loop.World.Order);
        Assert.True(loop.Has("the old config stays in force"));
        Assert.Equal("up", loop.StateOf("isp2"));
    }

    // kernel.md section 4, live change: on refusal the old config runs on, with its numbers and its connections.
    [Fact]
    public async Task Config_that_the_kernel_refuses_is_undone_without_a_flush()
    {
        await using var loop = await LoopHarness.StartAsync();
        await loop.Core.OperateAsync(new UplinkCommand("isp1", UplinkAction.Drain), Caller.Self,
            TestContext.Current.CancellationToken);
        var numbers = loop.State.UplinkNumbers;
        loop.World.ForgetOrder();
        loop.World.RefusedText = "wan7";

        var result = await loop.ReloadAsync(
            OneLine.Replace("isp2: {interface: wan2", "isp9: {interface: wan7", StringComparison.Ordinal));

        Assert.False(result.Applied);
        Assert.False(result.InputWrong);
        Assert.Contains("not this one", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(loop.World.Order, static one => one.StartsWith("flush", StringComparison.Ordinal));
        Assert.Equal(numbers, loop.State.UplinkNumbers);
        Assert.Equal(["isp1"], loop.State.Draining);
        await loop.UntilAsync(() => loop.StateOf("isp1") == "draining" && loop.StateOf("isp2") == "up", "as before");
        Assert.Contains("interface: wan2", loop.Core.GetConfig().Text, StringComparison.Ordinal);
    }

    // K-17: a number is given to another only after its pins are flushed.
    [Fact]
    public async Task Uplink_that_is_gone_leaves_no_pins_no_number_and_nothing_armed()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.Probes.Silent["isp1"] = true;
        await loop.UntilAsync(() => loop.World.Look(static kernel => kernel.Armed.Count) > 0, "armed for isp1");
        await loop.UntilAsync(() => loop.StateOf("isp1") == "down", "isp1 down");
        loop.World.ForgetOrder();

        Assert.True((await loop.ReloadAsync(OneLine)).Applied);

        Assert.Contains("flush 81000000/9f000000", loop.World.Order);
        Assert.Equal(["isp2"], loop.State.UplinkNumbers.Keys);
        Assert.Empty(loop.World.Look(static kernel => kernel.Armed.ToArray()));
        Assert.DoesNotContain(loop.World.Look(static kernel => kernel.Read(new SnapshotRequest(false, [])).Rules
            .ToArray()), static rule => rule.Table == KernelNumbers.StrictTable(1));
    }

    [Fact]
    public async Task What_was_asked_of_an_uplink_ends_with_it()
    {
        await using var loop = await LoopHarness.StartAsync(OneLine, static store =>
            store.Save(store.State with { Disabled = store.State.Disabled.Add("isp1") }));

        Assert.True((await loop.ReloadAsync(LoopHarness.Policy)).Applied);
        await loop.UntilAsync(() => loop.StateOf("isp1") == "up", "isp1 up");

        Assert.Empty(loop.State.Disabled);
    }

    [Fact]
    public async Task Kernel_that_cannot_be_read_refuses_the_reload_and_the_loop_goes_on()
    {
        await using var loop = await LoopHarness.StartAsync();
        loop.World.Unreadable = new InvalidOperationException("no answer today");

        var result = await loop.ReloadAsync(OneLine);

        Assert.False(result.Applied);
        Assert.Contains("no answer today", result.Message, StringComparison.Ordinal);
        loop.World.Unreadable = null;
        Assert.True((await loop.ReloadAsync(OneLine)).Applied);
    }

    // kernel.md D9: live pins mean a number, also when the state directory is gone.
    [Fact]
    public async Task Numbers_of_an_agent_whose_state_is_lost_are_read_from_the_kernel()
    {
        await using var loop = await LoopHarness.StartAsync(world: static world => world.Change(static kernel =>
        {
            kernel.Apply(new ReconcilePlan([new KernelOperation.AddRule(
                new KernelRule(IpFamily.IPv4, 20202) { OutInterface = "wan1", Table = 7702 })]));
            kernel.Apply(new ReconcilePlan([new KernelOperation.AddRule(
                new KernelRule(IpFamily.IPv4, 20203) { OutInterface = "ppp0", Table = 7703 })]));
        }));

        Assert.Equal((2, 1), (loop.State.UplinkNumbers["isp1"], loop.State.UplinkNumbers["isp2"]));
        Assert.Contains("flush 83000000/9f000000", loop.World.Order);
    }
}
