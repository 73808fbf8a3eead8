using DualWan.Agent.Control;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Health;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <summary>What an agent would do with a config now: for <c>plan</c>, with or without an agent.</summary>
internal static class KernelPlanner
{
    /// <param name="running">The agent's own view of an uplink, where one runs; else every uplink with a link counts as
    /// healthy.</param>
    public static PlanReport Plan(
        PreparedConfig prepared, KernelSnapshot snapshot, ReconcileContext context, Func<string, UplinkWorker?> running)
    {
        var observations = Observations.Of(
            snapshot,
            [
                .. prepared.Config.Uplinks.Where(static entry => !entry.Disabled)
                    .Select(entry => Observe(entry, snapshot, running(entry.Value.Name))),
            ]);
        var compiled = Compiler.Compile(new CompileInput(prepared, observations));
        var plan = Reconciler.Plan(compiled.State, snapshot, context);
        return new PlanReport(
            [.. plan.Operations.Select(OperationText.Of)],
            [.. compiled.Problems.Select(ProblemReport.Of)], []);
    }

    private static UplinkObservation Observe(Entry<Uplink> entry, KernelSnapshot snapshot, UplinkWorker? running)
    {
        if (running is not null && running.Config == entry.Value)
            return running.Observation;
        var worker = new UplinkWorker(entry.Value, [], HealthVerdict.Unknown, TimeSpan.Zero, entry.Origin);
        worker.Observe(snapshot, TimeSpan.Zero);
        var ready = worker.Link.IsReady;
        return new UplinkObservation(worker.Name, worker.Hop, null, ready, ready);
    }
}
