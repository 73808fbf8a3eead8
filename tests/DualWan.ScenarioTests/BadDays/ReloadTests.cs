using System.Diagnostics;
using DualWan.ScenarioTests.Reports;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>A reload that can't be done leaves the running config, and says so wherever a person looks.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task A_bad_file_keeps_the_running_config_and_says_so_to_the_caller_the_journal_and_the_events()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var agent = scenario.Agent;
        var before = scenario.Router.Dump();
        var written = scenario.Generation();

        agent.WritePolicy("uplinks:\n  isp1: {interfce: wan2}\n");
        var wrong = agent.Reload();
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains(":2:10: error: ", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("interface", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("the old config stays in force", wrong.Error, StringComparison.Ordinal);

        File.Delete(agent.PolicyPath);
        Assert.Contains("there is no file", Refused(agent), StringComparison.Ordinal);
        Directory.CreateDirectory(agent.PolicyPath);
        Assert.Contains("is a directory", Refused(agent), StringComparison.Ordinal);
        Directory.Delete(agent.PolicyPath);
        File.WriteAllBytes(agent.PolicyPath, [0x61, 0xff, 0xfe]);
        Assert.Contains("is not UTF-8", Refused(agent), StringComparison.Ordinal);

        Assert.Equal(4, Lines(agent, "was not applied, the old config stays in force"));
        Assert.Equal(4, agent.Cli("events", "--json").Output.Split("reload-refused").Length - 1);
        Assert.Contains(agent.Status().GetProperty("events").EnumerateArray(),
            static one => one.GetProperty("event").GetString() == "reload-refused");
        await Eventually.True(() => scenario.Problems().SequenceEqual(["config-not-in-force"]), "a problem, and one only");
        Assert.Equal(before, scenario.Router.Dump());
        Assert.Equal(written, scenario.Generation());
        scenario.AllLeaveBy(scenario.Lab.Isp1);

        agent.WritePolicy(Scenario.MainAndBackup());
        agent.Reload().OrThrow();
        await Eventually.True(() => scenario.Problems().Count == 0, "a good reload ends it");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_hangup_reloads_a_good_file_and_says_what_is_wrong_with_a_bad_one()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var agent = scenario.Agent;

        agent.WritePolicy("uplinks: [\n");
        agent.Signal(1);
        await Eventually.True(() => Lines(agent, "was not applied") == 1, "the journal says so");
        await Eventually.True(() => Lines(agent, $"[CONFIG] {agent.PolicyPath}:") > 0, "with the place");

        agent.WritePolicy(Scenario.MainAndBackup().Replace("isp2: {interface: wan2, distance: 2}",
            "isp2: {interface: wan2, distance: 2, weight: 3}", StringComparison.Ordinal));
        agent.Signal(1);
        await Eventually.True(() => Lines(agent, "is in force") == 1, "and so it does of a good one");
        Assert.Equal(3, scenario.Uplink("isp2").GetProperty("weight").GetInt32());
        Assert.True(agent.Running);
    }

    [Fact]
    public async Task Rules_that_the_kernel_refuses_keep_the_old_ones_and_end_as_one_problem()
    {
        // Somebody holds our table as its owner (nft's "flags owner"): the kernel refuses every change of it.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var agent = scenario.Agent;
        var before = scenario.Router.Dump();
        using (var owner = Owner(scenario.Lab.Router))
        {
            await Eventually.True(() => scenario.Problems().Contains("kernel-refused"), "the status says so");

            agent.WritePolicy(Scenario.TwoLines("rules:\n  - {dst-address: 192.0.2.7, uplink: isp2}\n"));
            var refused = agent.Reload();
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("the kernel refused it", refused.Error, StringComparison.Ordinal);
            Assert.Contains("the old config stays in force", refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("192.0.2.7", agent.Get("v1/config").GetProperty("text").GetString(),
                StringComparison.Ordinal);
            // Each attempt has twice the pause of the one before: 0.1 s, 0.2 s, 0.4 s ...
            Assert.InRange(Lines(agent, "[KERNEL] refused"), 1, 15);
            owner.Kill();
            owner.WaitForExit();
        }

        await scenario.IsAgain(before, "the table is made again once it is free", 40);
        await Eventually.True(() => !scenario.Problems().Contains("kernel-refused"), "and the problem is gone");
        Assert.Empty(scenario.Flows().Lost);
    }

    /// <summary>An interactive nft that has taken the table's place.</summary>
    private static Process Owner(NetworkNamespace router)
    {
        var info = new ProcessStartInfo("nft", ["-i"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var nft = router.Start(info);
        nft.StandardInput.WriteLine("delete table inet dualwan");
        nft.StandardInput.WriteLine("add table inet dualwan { flags owner; }");
        nft.StandardInput.Flush();
        return nft;
    }

    private static string Refused(AgentProcess agent)
    {
        var result = agent.Reload();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the old config stays in force", result.Error, StringComparison.Ordinal);
        return result.Output + result.Error;
    }

    private static int Lines(AgentProcess agent, string text) => agent.Log.Split(text).Length - 1;
}
