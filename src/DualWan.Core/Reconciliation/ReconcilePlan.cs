namespace DualWan.Core.Reconciliation;

/// <summary>The smallest ordered change from a snapshot to a desired state.</summary>
internal sealed record ReconcilePlan(EquatableArray<KernelOperation> Operations)
{
    public static ReconcilePlan Nothing { get; } = new([]);

    public bool IsEmpty => Operations.IsEmpty;

    /// <summary>Cuts off the routes, groups and rules that go at the end. A plan that only removes stays
    /// whole.</summary>
    public (ReconcilePlan Urgent, ReconcilePlan Removals) CutRemovals()
    {
        var operations = Operations.AsSpan();
        var end = operations.Length;
        while (end > 0 && operations[end - 1] is KernelOperation.DeleteRoute or KernelOperation.DeleteNextHop
            or KernelOperation.DeleteRule)
            end--;
        return end == 0 || end == operations.Length
            ? (this, Nothing)
            : (new ReconcilePlan([.. operations[..end]]), new ReconcilePlan([.. operations[end..]]));
    }
}
