using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>The policy file on a bad day, at the start and at a reload.</summary>
public sealed class ConfigFileTests
{
    [Theory]
    [InlineData("missing", "there is no file", "dualwan init")]
    [InlineData("directory", "is a directory", "name the file in it")]
    [InlineData("junk", "1:3: byte 0xFF is not UTF-8", "save it as UTF-8")]
    [InlineData("huge", "is larger than 16 MB", "-c")]
    [InlineData("endless", "is larger than 16 MB", "-c")]
    [InlineData("both", "there are two configs", "remove one of them")]
    public async Task A_file_that_is_no_policy_is_told_apart_from_one_with_mistakes(
        string kind, string what, string cure)
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = AgentProcess.Prepare(box, Scenario.TwoLines(), badDay: Spoil(kind));

        (await agent.RunRefused()).IsOneClearLine(1, what, cure);

        if (kind != "both")
            agent.Cli("plan", "-c", agent.PolicyPath).IsOneClearLine(1, what, cure);
        Assert.Equal("", box.Run("nft", "list", "ruleset").Output);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_said_so()
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = AgentProcess.Prepare(
            box, Scenario.TwoLines(), badDay: Refusals.Without("-dac_override,-dac_read_search"));
        File.SetUnixFileMode(agent.PolicyPath, UnixFileMode.None);

        (await agent.RunRefused()).IsOneClearLine(1, "you may not read", "owner and mode");
    }

    [Fact]
    public async Task An_empty_file_and_a_wrong_one_are_diagnostics_with_their_place()
    {
        using var box = NetworkNamespace.Anonymous();
        using var agent = AgentProcess.Prepare(box, "");

        var empty = await agent.RunRefused();
        Assert.Equal(1, empty.ExitCode);
        Assert.Contains($"{agent.PolicyPath}:1:1: the file is empty", empty.Error, StringComparison.Ordinal);

        agent.WritePolicy("uplinks:\n  isp1: {interfce: wan1}\n  isp1: {interface: wan2}\nlan: 5\n");
        var wrong = await agent.RunRefused();
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains($"{agent.PolicyPath}:2:10: ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("interface", wrong.Error, StringComparison.Ordinal);
        Assert.Contains($"{agent.PolicyPath}:3:3: ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains($"{agent.PolicyPath}:4:6: ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("has errors; nothing was changed", wrong.Error, StringComparison.Ordinal);
    }

    /// <summary>The policy that is the verb's third argument, in the state of that day.</summary>
    private static string Spoil(string kind) => kind switch
    {
        "missing" => "rm -f \"$3\"; exec \"$0\" \"$@\"",
        "directory" => "rm -rf \"$3\"; mkdir \"$3\"; exec \"$0\" \"$@\"",
        "junk" => "printf 'ab\\xff\\xfe\\x00' > \"$3\"; exec \"$0\" \"$@\"",
        "huge" => "truncate -s 100M \"$3\"; exec \"$0\" \"$@\"",
        "endless" => "mount --bind /dev/zero \"$3\"; exec \"$0\" \"$@\"",
        _ => "mount -t tmpfs none /etc; mkdir /etc/dualwan; touch /etc/dualwan/dualwan.yaml /etc/dualwan/dualwan.rsc\n"
            + "exec \"$0\" run \"${@:4}\"",
    };
}
