namespace DualWan.Core.Reconciliation;

/// <summary>What became of a plan: the refusals in order; none means all was done.</summary>
internal sealed record ApplyResult(EquatableArray<ApplyFailure> Failures)
{
    public static ApplyResult Done { get; } = new([]);

    public bool Succeeded => Failures.IsEmpty;
}
