using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>The agent's two directories on a bad day: taken, foreign, full, read-only, broken.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public async Task A_second_agent_is_told_the_number_of_the_first_and_the_first_goes_on()
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = await AgentProcess.Start(box, Scenario.TwoLines());

        agent.Cli("run", "-c", agent.PolicyPath)
            .IsOneClearLine(2, $"another agent (process {agent.Id}) already runs", "systemctl stop dualwan");
        agent.Cli("cleanup", "--yes").IsOneClearLine(2, $"another agent (process {agent.Id})", "stop it first");

        Assert.Equal(0, agent.Cli("status").ExitCode & 0xfc);
        Assert.True(agent.Running);
    }

    [Theory]
    [InlineData("mount -t tmpfs -o ro none $RUN", "Read-only file system", "make it writable")]
    [InlineData("mount -t tmpfs -o nr_inodes=1 none $RUN", "No space left on device", "make room")]
    [InlineData("rmdir $RUN; touch $RUN", "can't make the runtime directory", "--runtime-dir")]
    [InlineData("mkdir $RUN/lock", "can't open", "--runtime-dir")]
    [InlineData("mkdir -p $RUN/control.sock/x", "can't remove what is left at", "remove it by hand")]
    [InlineData("echo mine > $RUN/control.sock", "a file is where the control socket belongs", "move it away")]
    public async Task A_runtime_directory_that_can_not_be_used_is_named_with_the_reason(
        string trouble, string what, string cure)
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = Prepare(box, trouble);

        (await agent.RunRefused()).IsOneClearLine(2, what, cure);

        Assert.Equal("", box.Run("nft", "list", "ruleset").Output);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_socket_is_not_deleted()
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = AgentProcess.Prepare(box, Scenario.TwoLines());
        Directory.CreateDirectory(agent.RuntimeDirectory);
        File.WriteAllText(agent.ControlSocket, "somebody's");

        Assert.Equal(2, (await agent.RunRefused()).ExitCode);

        Assert.Equal("somebody's", File.ReadAllText(agent.ControlSocket));
    }

    [Theory]
    [InlineData("mount -t tmpfs -o size=4k none $STATE; head -c 4096 /dev/zero > $STATE/x || true")]
    [InlineData("mount -t tmpfs -o ro none $STATE")]
    [InlineData("rmdir $STATE; touch $STATE")]
    public async Task A_full_or_read_only_disk_for_the_state_costs_the_state_and_no_packet(string trouble)
    {
        var lab = NetworkLab.TwoUplinks();
        using var held = lab;
        using var agent = Prepare(lab.Router, trouble);
        agent.Launch();
        await agent.Ready();

        var report = FlowMeter.Measure(lab.Client, TimeSpan.FromMilliseconds(300));

        Assert.True(report.Answered > 0, report.ToString());
        Assert.Empty(report.Lost);
        var problems = agent.Status().GetProperty("problems").EnumerateArray()
            .Select(static one => one.GetProperty("code").GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(["state-not-saved", "sysctls-not-saved"], problems);
        // Nothing was refused, so nothing is tried again: what the apply of the start needs and no more.
        Assert.InRange(agent.Status().GetProperty("generation").GetInt64(), 1, 4);
        Assert.Equal(0, lab.Isps.Sum(static isp => isp.Counters().Leaked));
    }

    [Fact]
    public async Task A_disk_that_has_room_again_gets_the_state_and_cleanup_restores_the_box()
    {
        using var lab = NetworkLab.TwoUplinks();
        var before = KernelDump.Take(lab.Router);
        using var agent = AgentProcess.Prepare(lab.Router, Scenario.TwoLines());
        File.WriteAllText(agent.StateDirectory, "");
        agent.Launch();
        await agent.Ready();

        File.Delete(agent.StateDirectory);
        await Eventually.True(() => !agent.Status().GetProperty("problems").EnumerateArray().Any(),
            "the problems go away by themselves", 30);

        agent.Stop();
        agent.Cli("cleanup", "--yes").OrThrow();
        Assert.Equal(before, KernelDump.Take(lab.Router));
    }

    [Fact]
    public async Task A_broken_state_is_set_aside_and_said_and_one_of_a_newer_version_is_left_alone()
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = AgentProcess.Prepare(box, Scenario.TwoLines());
        Directory.CreateDirectory(agent.StateDirectory);
        var file = Path.Combine(agent.StateDirectory, "state.json");

        File.WriteAllText(file, "{\"version\": 99}");
        (await agent.RunRefused()).IsOneClearLine(2, "was written by a newer dualwan", "install the newer version");
        Assert.Equal("{\"version\": 99}", File.ReadAllText(file));
        Assert.Equal(0, agent.Cli("cleanup", "--yes").ExitCode);

        File.WriteAllText(file, "{\"version\": 1, \"uplinkNumb");
        agent.Launch();
        await agent.Ready();
        Assert.Contains("[PROBLEM] state-broken", agent.Log, StringComparison.Ordinal);
        Assert.Contains("[STATE]", agent.Cli("events").Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(agent.StateDirectory, "state.json.broken-*"));
    }

    /// <summary>An agent whose directories have been made, and then spoiled where only it can see it.</summary>
    private static AgentProcess Prepare(NetworkNamespace space, string trouble)
    {
        const string Directories = "RUN=$PWD/run; STATE=$PWD/state; mkdir -p $RUN $STATE\n";
        return AgentProcess.Prepare(space, Scenario.TwoLines(),
            badDay: $"cd $(dirname \"$3\")\n{Directories}{trouble}\nexec \"$0\" \"$@\"");
    }
}
