using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Agent.Tests.Support;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;

namespace DualWan.Agent.Tests.Commands;

public sealed class CleanupCommandTests
{
    [Fact]
    public async Task Without_a_yes_it_shows_what_it_would_do_and_does_nothing()
    {
        var work = new Work(["ip rule del pref 20900"]);

        var verb = await RunAsync(work, static e => e);

        Assert.Equal(1, verb.ExitCode);
        Assert.Equal("ip rule del pref 20900\n", verb.Output);
        Assert.Contains("dualwan cleanup --yes", verb.Error, StringComparison.Ordinal);
        Assert.Equal([false], work.Applied);
    }

    [Theory]
    [InlineData("y", 0, "False,True")]
    [InlineData("n", 1, "False")]
    [InlineData("", 1, "False")]
    public async Task On_a_terminal_it_asks(string answer, int exitCode, string applied)
    {
        var work = new Work(["ip rule del pref 20900"]);

        var verb = await RunAsync(work, e => e with { Terminal = true, Input = answer + "\n" });

        Assert.Equal(exitCode, verb.ExitCode);
        Assert.Equal(applied, string.Join(',', work.Applied));
    }

    [Fact]
    public async Task With_a_yes_it_does_it()
    {
        var work = new Work(["ip rule del pref 20900", "nft delete table inet dualwan"]);

        var verb = await RunAsync(work, static e => e, "--yes");

        Assert.Equal((0, "marks stay\nremoved: 2 operations done\n"), (verb.ExitCode, verb.Output));
    }

    [Fact]
    public async Task Where_nothing_is_there_it_says_so()
    {
        var verb = await RunAsync(new Work([]), static e => e);

        Assert.Equal((0, "nothing of dualwan's is in the kernel\n"), (verb.ExitCode, verb.Output));
    }

    [Fact]
    public async Task A_refusal_is_told()
    {
        var verb = await RunAsync(
            new Work(["ip rule del pref 20900"]) { Failure = "ip rule del pref 20900: not permitted" }, static e => e,
            "--yes");

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains("refused 1 of 1", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_refused_while_an_agent_runs()
    {
        using var directory = new TemporaryDirectory();
        using var held = RuntimeLock.Take(directory.Path);

        var verb = await Verb.RunAsync("cleanup", "--yes", "--runtime-dir", directory.Path);

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains("systemctl stop dualwan", verb.Error, StringComparison.Ordinal);
    }

    private static async Task<Verb> RunAsync(Work work, Func<TestEnvironment, TestEnvironment> change,
        params string[] more)
    {
        using var directory = new TemporaryDirectory();
        return await Verb.RunAsync(
            e => change(e with { CreateKernelWork = () => work }),
            ["cleanup", "--runtime-dir", directory.Path, .. more]);
    }

    private sealed class Work(IReadOnlyList<string> operations) : IKernelWork
    {
        public List<bool> Applied { get; } = [];

        public string? Failure { get; init; }

        public CleanupReport Cleanup(string stateDirectory, bool apply)
        {
            Applied.Add(apply);
            return new CleanupReport(operations, Failure is null ? [] : [Failure], ["marks stay"]);
        }

        public PlanReport Plan(SourceText policy, string stateDirectory) => throw new NotSupportedException();

        public KernelSnapshot Read(SnapshotRequest request) => throw new NotSupportedException();
    }
}
