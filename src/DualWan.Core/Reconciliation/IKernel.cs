namespace DualWan.Core.Reconciliation;

/// <summary>The seam of state: reads a snapshot, applies a plan. Implemented over netlink, and in memory for
/// tests.</summary>
internal interface IKernel
{
    /// <summary>Reads everything <paramref name="request"/> asks for.</summary>
    KernelSnapshot Read(SnapshotRequest request);

    /// <summary>
    /// Carries out the operations in order. Goes on after a refusal where the next ones do not depend on it, and
    /// reports every refusal; never throws for what the kernel says.
    /// </summary>
    ApplyResult Apply(ReconcilePlan plan);
}
