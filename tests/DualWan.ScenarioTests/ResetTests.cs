using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>Existing TCP connections of a line that died: told at once, by the router, whoever speaks first.</summary>
public sealed class ResetTests
{
    [Theory]
    [InlineData("Sender")]
    [InlineData("Receiver")]
    public async Task A_client_is_reset_by_the_router_and_nothing_of_its_old_connection_reaches_the_other_line(string kind)
    {
        // K-06, kernel.md row 32 and D7
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var flow = await TcpFlow.Start(scenario.Lab.Client, Enum.Parse<TcpFlowKind>(kind));

        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await Eventually.True(() => flow.BrokenAfter(fault.AppliedAt) is not null, "the client is told");
        await Eventually.True(() => flow.ConnectedAfter(fault.AppliedAt) is not null, "and connects anew");

        Assert.True(scenario.Router.Counter("inet dualwan", "rst") > 0, "the reset is the router's own");
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, flow.Seen!.Address.ToString());
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData("Sender")]
    [InlineData("Receiver")]
    public async Task A_cut_cable_resets_a_client_by_its_own_next_packet(string kind)
    {
        // The kernel has moved its packets before the agent knows; masquerade must not forget the connection silently.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var flow = await TcpFlow.Start(scenario.Lab.Client, Enum.Parse<TcpFlowKind>(kind));

        using var fault = scenario.Lab.Isp1.LinkDown();
        await Eventually.True(() => flow.BrokenAfter(fault.AppliedAt) is not null, "the client is told");
        await Eventually.True(() => flow.ConnectedAfter(fault.AppliedAt) is not null, "and connects anew");

        Assert.Equal(scenario.Lab.Isp2.PublicAddress, flow.Seen!.Address.ToString());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_cut_cable_resets_clients_with_the_agent_dead()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        // One that speaks: a download whose last acknowledgement has left is silent, and only the agent can poke it.
        using var flow = await TcpFlow.Start(scenario.Lab.Client, TcpFlowKind.Sender);
        scenario.Agent.Kill();

        using var fault = scenario.Lab.Isp1.LinkDown();
        await Eventually.True(
            () => flow.BrokenAfter(fault.AppliedAt) is not null, "the client is told by the kernel alone");

        Assert.Equal(0, scenario.Leaked);
    }
}
