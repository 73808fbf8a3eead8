using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>Rights and libraries that are not there: said at once, in one line, and nothing is half done.</summary>
public sealed class MissingThingsTests
{
    [Theory]
    [InlineData("-net_admin,-net_raw")]
    [InlineData("-net_admin")]
    [InlineData("-net_raw")]
    public async Task Root_of_a_container_without_a_capability_is_told_which_ones_the_agent_needs(string capabilities)
    {
        // Without CAP_NET_RAW the agent came up, could probe nothing and took every line for dead.
        using var box = Box(Refusals.Without(capabilities), out var agent);
        using var running = agent;
        var before = KernelDump.Take(box);

        (await agent.RunRefused()).IsOneClearLine(2, "no right to change the network and to send probes", "CAP_NET_RAW");

        Assert.Equal(before, KernelDump.Take(box));
    }

    [Fact]
    public async Task An_ordinary_user_is_told_to_be_root_by_every_verb_that_needs_it()
    {
        using var box = Box(Refusals.Nobody, out var agent);
        using var running = agent;

        (await agent.RunRefused()).IsOneClearLine(2, "can't make the runtime directory", "run as root");
        agent.Cli("plan", "-c", agent.PolicyPath).IsOneClearLine(2, "CAP_NET_ADMIN", "sudo");
        agent.Cli("status").IsOneClearLine(3, "no agent is running", "systemctl start");
        var doctor = agent.Cli("doctor");
        Assert.Contains("sudo dualwan doctor", doctor.Output, StringComparison.Ordinal);
        Assert.Equal("", doctor.Error);
        Assert.Equal(0, agent.Cli("check", agent.PolicyPath).ExitCode);
    }

    [Fact]
    public async Task Without_libnftables_run_names_the_package_and_leaves_the_kernel_alone()
    {
        using var box = Box(Refusals.NoLibrary, out var agent);
        using var running = agent;
        var before = KernelDump.Take(box);

        (await agent.RunRefused()).IsOneClearLine(2, "libnftables.so.1 can't be loaded", "apt install libnftables1");
        Assert.Equal(before, KernelDump.Take(box));

        Assert.Equal(0, agent.Cli("plan", "-c", agent.PolicyPath).ExitCode);
        var doctor = agent.Cli("doctor");
        Assert.Equal(2, doctor.ExitCode);
        Assert.Contains("no-libnftables", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_libnftables_cleanup_says_what_stayed_and_a_second_one_finishes()
    {
        using var lab = NetworkLab.TwoUplinks();
        var before = KernelDump.Take(lab.Router);
        using var agent = await AgentProcess.Start(lab.Router, Scenario.TwoLines());
        agent.Stop();
        using var poor = AgentProcess.Prepare(lab.Router, "", badDay: Refusals.NoLibrary);

        var refused = poor.Cli("cleanup", "--yes");

        refused.IsOneClearLine(2, "libnftables.so.1 can't be used", "run cleanup again");
        agent.Cli("cleanup", "--yes").OrThrow();
        Assert.Equal(before, KernelDump.Take(lab.Router));
    }

    [Fact]
    public async Task A_proc_that_may_not_be_written_is_one_problem_and_not_a_storm_of_attempts()
    {
        const string ReadOnlyProc =
            "mount --bind /proc/sys /proc/sys; mount -o remount,ro,bind /proc/sys; exec \"$0\" \"$@\"";
        using var lab = NetworkLab.TwoUplinks();
        using var agent = AgentProcess.Prepare(lab.Router, Scenario.TwoLines(), badDay: ReadOnlyProc);
        agent.Launch();
        await agent.Ready();

        var problem = Assert.Single(agent.Status().GetProperty("problems").EnumerateArray());
        Assert.Equal("kernel-refused", problem.GetProperty("code").GetString());
        Assert.Contains("net/ipv4/ip_forward: Read-only file system", problem.GetProperty("title").GetString(),
            StringComparison.Ordinal);
        // Its own doubling pause lies between two attempts, whatever else makes the agent read the kernel again.
        Assert.InRange(agent.Status().GetProperty("generation").GetInt64(), 1, 12);
        Assert.Single(agent.Log.Split('\n'), static line => line.Contains("[KERNEL] refused", StringComparison.Ordinal));
    }

    /// <summary>An empty box with a wired line, and an agent in it that has not been started.</summary>
    private static NetworkNamespace Box(string badDay, out AgentProcess agent)
    {
        var box = NetworkNamespace.Anonymous();
        agent = AgentProcess.Prepare(box, Scenario.TwoLines(), badDay: badDay);
        return box;
    }
}
