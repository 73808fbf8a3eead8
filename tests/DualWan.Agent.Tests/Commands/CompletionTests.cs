using System.Diagnostics;
using DualWan.Agent.Tests.Support;

namespace DualWan.Agent.Tests.Commands;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("dualwan st", "status")]
    [InlineData("dualwan uplink d", "disable drain")]
    [InlineData("dualwan completion ", "bash zsh fish")]
    [InlineData("dualwan --color a", "auto always")]
    [InlineData("dualwan status --w", "--watch")]
    [InlineData("dualwan uplink drain isp1 --j", "--json")]
    [InlineData("dualwan uplink drain f", "fibre")]
    [InlineData("dualwan probe l", "lte")]
    public async Task Bash_completes_from_the_command_tree(string line, string expected)
    {
        using var directory = new TemporaryDirectory();
        var script = (await Verb.RunAsync("completion", "bash")).Output;
        await File.WriteAllTextAsync(directory.File("c.bash"), script, TestContext.Current.CancellationToken);
        var words = string.Join(' ', line.Split(' ').Select(static w => $"'{w}'"));

        var (check, _) = Bash("-n", directory.File("c.bash"));
        var (load, output) = Bash("-c", $"""
            dualwan() {"{ echo 'degraded: fibre up, lte standby'; }"}
            source {directory.File("c.bash")}; complete -p dualwan >&2 || exit 9
            COMP_WORDS=({words}); COMP_CWORD=$((${"{#COMP_WORDS[@]}"} - 1)); _dualwan; echo "${"{COMPREPLY[@]}"}"
            """);

        Assert.Equal(0, check);
        Assert.Equal(0, load);
        var found = output.Trim().Split(' ');
        Assert.All(expected.Split(' '), word => Assert.Contains(word, found));
    }

    [Theory]
    [InlineData("zsh", "#compdef dualwan")]
    [InlineData("fish", "complete -c dualwan -n __fish_use_subcommand -a status -d 'Show uplinks")]
    public async Task The_other_shells_have_every_verb_too(string shell, string expected)
    {
        var verb = await Verb.RunAsync("completion", shell);

        Assert.Equal(0, verb.ExitCode);
        Assert.Contains(expected, verb.Output, StringComparison.Ordinal);
        Assert.All(["doctor", "failback", "runtime-dir"], (string word) =>
            Assert.Contains(word, verb.Output, StringComparison.Ordinal));
    }

    private static (int ExitCode, string Output) Bash(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
