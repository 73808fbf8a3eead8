using DualWan.Agent.Commands;
using DualWan.Agent.Tests.Support;

namespace DualWan.Agent.Tests.Commands;

public sealed class ConfigFileTests
{
    [Fact]
    public void Find_TwoConfigs_RefusesAndNamesBoth()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("dualwan.yaml"), "");
        File.WriteAllText(directory.File("dualwan.rsc"), "");

        var e = Assert.Throws<CommandException>(() => ConfigFile.Find(null, directory.File("dualwan.yaml")));

        Assert.Contains(directory.File("dualwan.yaml"), e.Message, StringComparison.Ordinal);
        Assert.Contains(directory.File("dualwan.rsc"), e.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputWrong, e.ExitCode);
        Assert.Equal(directory.File("x"), ConfigFile.Find(directory.File("x"), directory.File("dualwan.yaml")));
    }

    [Fact]
    public void Find_OnlyAScript_IsTheScript()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("dualwan.rsc"), "");

        Assert.Equal(directory.File("dualwan.rsc"), ConfigFile.Find(null, directory.File("dualwan.yaml")));
    }

    [Theory]
    [InlineData("no/such/file", "there is no file")]
    [InlineData(".", "is a directory")]
    [InlineData("/proc/self/mem", "can't be read")]
    public async Task A_file_that_can_not_be_read_is_one_line_and_exit_1(string file, string expected)
    {
        var verb = await Verb.RunAsync("check", file);

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains(expected, verb.Error, StringComparison.Ordinal);
    }
}
