using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;
using DualWan.Kernel;
using DualWan.Policy;

namespace DualWan.Agent.Loop;

/// <summary>What verbs do with the kernel when no agent runs.</summary>
internal sealed class KernelWork : IKernelWork
{
    public PlanReport Plan(SourceText policy, string stateDirectory)
    {
        var (config, diagnostics) = PolicyFile.Load(policy);
        DiagnosticRecord[] records = [.. diagnostics.Select(one => DiagnosticRecord.From(one, policy))];
        if (config is null)
            return new PlanReport([], [], records);
        var state = StateStore.Look(stateDirectory);
        using var kernel = LinuxKernel.Open(stateDirectory);
        var snapshot = kernel.Read(new SnapshotRequest(true, SysctlCompiler.KeysFor(config)));
        var numbers = UplinkNumbers.Of(state.UplinkNumbers, config, snapshot.Rules).Update(config, out _);
        var report = KernelPlanner.Plan(
            new PreparedConfig(config, numbers, state.HashSeed), snapshot, state.ReconcileContext(), static _ => null);
        return report with { Diagnostics = records };
    }

    public CleanupReport Cleanup(string stateDirectory, bool apply)
    {
        using var kernel = LinuxKernel.Open(stateDirectory);
        var original = kernel.Sysctls.Original;
        var snapshot = kernel.Read(new SnapshotRequest(false, original.Select(static one => one.Key)
            .ToEquatableArray()));
        var plan = Reconciler.Cleanup(snapshot, original);
        var result = apply ? kernel.Apply(plan) : ApplyResult.Done;
        var left = apply && result.Succeeded ? kernel.Sysctls.Forget() : null;
        return new CleanupReport(
            [.. plan.Operations.Select(OperationText.Of)],
            [.. result.Failures.Select(static failure => $"{OperationText.Of(failure.Operation)}: {failure.Message}")],
            [
                "Connection marks keep their pins: without our rules they mean nothing.",
                .. left is null ? Array.Empty<string>() : [left],
            ]);
    }

    public KernelSnapshot Read(SnapshotRequest request)
    {
        using var kernel = LinuxKernel.Open(Path.GetTempPath());
        return kernel.Read(request);
    }
}
