using System.Runtime.CompilerServices;
using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Agent.Tests.Support;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Hosting;

public sealed class AgentHostTests
{
    private const string Policy = "uplinks:\n  isp1: {interface: wan1}\n";

    [Fact]
    public async Task Run_serves_the_socket_until_it_is_stopped_and_then_ends_with_0()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("p.yaml"), Policy, TestContext.Current.CancellationToken);
        var core = new FakeCore();
        var running = Task.Run(() => Verb.RunAsync(
            e => e with { CreateCore = core.With },
            "run", "-c", directory.File("p.yaml"), "--runtime-dir", directory.File("run"), "--state-dir",
            directory.File("state")));
        await core.Started.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        var status = await Verb.RunAsync("status", "--runtime-dir", directory.File("run"));
        var second = await Verb.RunAsync(
            e => e with { CreateCore = core.With },
            "run", "-c", directory.File("p.yaml"), "--runtime-dir", directory.File("run"), "--state-dir",
            directory.File("state"));
        core.Stop();
        var first = await running;

        Assert.Equal(0, status.ExitCode);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"another agent (process {Environment.ProcessId})", second.Error, StringComparison.Ordinal);
        Assert.Equal(0, first.ExitCode);
        Assert.True(core.Disposed);
        Assert.Contains("forwarding stays as it is", first.Error, StringComparison.Ordinal);
        Assert.Equal(directory.File("p.yaml"), core.Services!.Options.ConfigFile);
    }

    [Fact]
    public async Task Run_without_a_config_says_how_to_get_one()
    {
        var verb = await Verb.RunAsync("run", "-c", "/nonexistent/dualwan.yaml");

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("dualwan init", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_from_standard_input_is_refused()
    {
        var verb = await Verb.RunAsync("run", "-c", "-");

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("needs a file", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_with_the_state_of_a_newer_version_is_refused_before_anything_is_touched()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("p.yaml"), Policy, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(directory.File("state.json"), "{\"version\":9}",
            TestContext.Current.CancellationToken);

        var verb = await Verb.RunAsync(
            "run", "-c", directory.File("p.yaml"), "--runtime-dir", directory.Path, "--state-dir", directory.Path);

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains("newer dualwan", verb.Error, StringComparison.Ordinal);
    }

    private sealed class FakeCore : IAgentCore
    {
        private readonly FakeAgent _agent = new();
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AgentServices? Services { get; private set; }

        public IAgentCore With(AgentServices services)
        {
            Services = services;
            return this;
        }

        public bool Disposed { get; private set; }

        public void Stop() => _stopped.SetResult();

        public void Dispose() => Disposed = true;

        public Task RunAsync(CancellationToken stopping)
        {
            Started.SetResult();
            return _stopped.Task;
        }

        public StatusSnapshot GetStatus() => _agent.GetStatus();

        public ConfigReport GetConfig() => _agent.GetConfig();

        public Task<ReloadResult> ReloadAsync(Caller caller, CancellationToken cancellation) =>
            _agent.ReloadAsync(caller, cancellation);

        public Task<OperationResult> OperateAsync(UplinkCommand command, Caller caller,
            CancellationToken cancellation) =>
            _agent.OperateAsync(command, caller, cancellation);

        public Task<PlanReport> PlanAsync(PlanRequest request, CancellationToken cancellation) =>
            _agent.PlanAsync(request, cancellation);

        public Task<ExplainReport> ExplainAsync(ExplainQuery query, CancellationToken cancellation) =>
            _agent.ExplainAsync(query, cancellation);

        public IAsyncEnumerable<ProbeLine> ProbeAsync(ProbeRequest request, CancellationToken cancellation) =>
            _agent.ProbeAsync(request, cancellation);
    }
}
