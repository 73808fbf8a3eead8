namespace DualWan.Core.Reconciliation;

/// <summary>The smallest ordered change from a snapshot to a desired state.</summary>
internal sealed record ReconcilePlan(EquatableArray<KernelOperation> Operations)
{
    public static ReconcilePlan Nothing { get; } = new([]);

    public bool IsEmpty => Operations.IsEmpty;
}
