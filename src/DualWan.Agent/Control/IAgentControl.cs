namespace DualWan.Agent.Control;

/// <summary>
/// The one door to the agent's core: the control server knows nothing else of it. Every member may be called from any
/// thread and at the same time as the others; the core hands requests to its loop and never throws for what a user
/// asked.
/// </summary>
internal interface IAgentControl
{
    /// <summary>The last published snapshot; cheap, never waits for the loop.</summary>
    StatusSnapshot GetStatus();

    ConfigReport GetConfig();

    Task<ReloadResult> ReloadAsync(Caller caller, CancellationToken cancellation);

    Task<OperationResult> OperateAsync(UplinkCommand command, Caller caller, CancellationToken cancellation);

    Task<PlanReport> PlanAsync(PlanRequest request, CancellationToken cancellation);

    Task<ExplainReport> ExplainAsync(ExplainQuery query, CancellationToken cancellation);

    /// <summary>Ends by itself after the asked number of probes, with one <c>error</c> line where it can't
    /// begin.</summary>
    IAsyncEnumerable<ProbeLine> ProbeAsync(ProbeRequest request, CancellationToken cancellation);
}
