using DualWan.Agent.Tests.Support;

namespace DualWan.Agent.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("chek", "did you mean 'check'?")]
    [InlineData("check --jsn", "unknown option '--jsn'")]
    [InlineData("status --nonsense", "--nonsense")]
    [InlineData("status --color purple", "--color takes auto, always or never, not 'purple'")]
    [InlineData("completion tcsh", "completion takes bash, zsh or fish, not 'tcsh'")]
    [InlineData("uplink drain", "dualwan uplink drain --help")]
    [InlineData("uplink drain isp1 isp2", "isp2")]
    [InlineData("uplink dran isp1", "did you mean 'drain'?")]
    [InlineData("events --last many", "--last takes a number from 0 up")]
    [InlineData("probe isp1 --count 0", "--count takes a number from 1 to 1000")]
    [InlineData("explain 1.2.3.4", "dualwan explain --help")]
    [InlineData("", "dualwan --help")]
    public async Task A_wrong_command_line_ends_with_64_and_says_what_is_wrong(string line, string expected)
    {
        var verb = await Verb.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(64, verb.ExitCode);
        Assert.Contains(expected, verb.Error, StringComparison.Ordinal);
        Assert.StartsWith("dualwan: ", verb.Error, StringComparison.Ordinal);
        Assert.Equal("", verb.Output);
        Assert.True(verb.Error.Count(static c => c == '\n') <= 2, verb.Error);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status --json")]
    [InlineData("status --check")]
    [InlineData("events")]
    [InlineData("events --follow")]
    [InlineData("uplink disable isp1")]
    [InlineData("uplink enable isp1")]
    [InlineData("uplink drain isp1")]
    [InlineData("uplink failback isp1")]
    [InlineData("probe isp1")]
    [InlineData("reload")]
    [InlineData("explain 192.168.1.2 1.1.1.1")]
    public async Task Every_client_verb_without_an_agent_ends_with_3_and_says_how_to_start_it(string line)
    {
        using var directory = new TemporaryDirectory();

        var verb = await Verb.RunAsync([.. line.Split(' '), "--runtime-dir", directory.Path]);

        Assert.Equal(3, verb.ExitCode);
        Assert.Contains("no agent is running", verb.Error, StringComparison.Ordinal);
        Assert.Contains("systemctl start dualwan", verb.Error, StringComparison.Ordinal);
        Assert.Contains(directory.File("control.sock"), verb.Error, StringComparison.Ordinal);
        Assert.Equal("", verb.Output);
    }

    [Fact]
    public async Task Version_is_that_of_the_assembly()
    {
        var verb = await Verb.RunAsync("--version");

        Assert.Equal(0, verb.ExitCode);
        Assert.Matches(@"^dualwan \d+\.\d+\.\d+", verb.Output);
    }

    [Fact]
    public async Task Help_names_every_verb_of_the_design()
    {
        var verb = await Verb.RunAsync("--help");

        Assert.Equal(0, verb.ExitCode);
        string[] verbs =
        [
            "init", "run", "check", "plan", "status", "events", "uplink", "probe", "explain", "doctor", "reload",
            "cleanup", "completion", "lab", "--runtime-dir", "--state-dir", "--color", "--version",
        ];
        Assert.All(verbs, name => Assert.Contains(name, verb.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_defect_is_one_line_and_its_report_is_in_a_file()
    {
        using var directory = new TemporaryDirectory();

        var verb = await Verb.RunAsync(
            static e => e with
            {
                CreateKernelWork = static () =>
                throw new InvalidOperationException("the inner text")
            },
            "cleanup", "--runtime-dir", directory.Path);

        Assert.Equal(2, verb.ExitCode);
        Assert.DoesNotContain("the inner text", verb.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", verb.Error, StringComparison.Ordinal);
        var path = verb.Error.Split("report is in ")[1].Split(';')[0];
        var report = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        Assert.Contains("the inner text", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_path_that_is_too_long_is_said_to_be()
    {
        var verb = await Verb.RunAsync("status", "--runtime-dir", "/tmp/" + new string('x', 120));

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("too long for a socket", verb.Error, StringComparison.Ordinal);
    }
}
