using DualWan.Agent.Control;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;

namespace DualWan.Agent.Hosting;

/// <summary>What verbs do with the kernel when no agent runs. Never throws for what the kernel says.</summary>
internal interface IKernelWork
{
    /// <summary>What would change if an agent started with this policy now.</summary>
    PlanReport Plan(SourceText policy, string stateDirectory);

    /// <summary>Removes everything of design.md section 5; with <paramref name="apply"/> false only says
    /// what.</summary>
    CleanupReport Cleanup(string stateDirectory, bool apply);

    KernelSnapshot Read(SnapshotRequest request);
}
