using System.Runtime.CompilerServices;
using DualWan.Agent.Control;

namespace DualWan.Agent.Tests.Support;

/// <summary>An agent's core that answers what a test tells it to, and remembers what it was asked.</summary>
internal sealed class FakeAgent : IAgentControl
{
    private readonly List<string> _asked = [];

    public StatusSnapshot Status { get; set; } = Samples.Status();

    public OperationResult Operation { get; set; } = new(OperationOutcome.Done, "isp1 is disabled");

    public ReloadResult Reload { get; set; } = new(true, false, "dualwan.yaml is in force: 3 changes", 8, 3, []);

    public PlanReport Plan { get; set; } = new(["ip rule add pref 20900 table 7700"], [], []);

    public Exception? Defect { get; set; }

    public Caller LastCaller { get; private set; }

    public PlanRequest? LastPlan { get; private set; }

    public ExplainQuery? LastQuery { get; private set; }

    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public StatusSnapshot GetStatus() => Defect is null ? Status : throw Defect;

    public ConfigReport GetConfig() => new("/etc/dualwan/dualwan.yaml", "yaml", Samples.Now, 7, "uplinks:\n");

    public Task<ReloadResult> ReloadAsync(Caller caller, CancellationToken cancellation)
    {
        Note("reload", caller);
        return Task.FromResult(Reload);
    }

    public Task<OperationResult> OperateAsync(UplinkCommand command, Caller caller, CancellationToken cancellation)
    {
        Note($"{command.Action} {command.Uplink}", caller);
        return Task.FromResult(Operation);
    }

    public Task<PlanReport> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        LastPlan = request;
        return Task.FromResult(Plan);
    }

    public Task<ExplainReport> ExplainAsync(ExplainQuery query, CancellationToken cancellation)
    {
        LastQuery = query;
        return Task.FromResult(new ExplainReport(
            "leaves by isp1", "isp1", "0x01000000", "balance", "7801", "wan1", "10.10.1.1",
            [new ExplainStep("classify", "bucket 2 of 4", "dualwan.yaml:9:1"),
                new ExplainStep("rule 20501", "table 7801")]));
    }

    public async IAsyncEnumerable<ProbeLine> ProbeAsync(
        ProbeRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        if (request.Uplink != "isp1")
        {
            yield return new ProbeLine(0, request.Uplink, "", "error", null, $"there is no uplink '{request.Uplink}'");
            yield break;
        }

        var target = request.Target ?? "1.1.1.1";
        for (var i = 1; i <= request.Count; i++)
        {
            yield return i == 2
                ? new ProbeLine(i, "isp1", target, "lost", null, $"{i}: no answer from {target}")
                : new ProbeLine(i, "isp1", target, "reply", 10 + i, $"{i}: reply from {target}: {10 + i} ms");
        }
    }

    private void Note(string what, Caller caller)
    {
        LastCaller = caller;
        lock (_asked)
            _asked.Add(what);
    }
}
