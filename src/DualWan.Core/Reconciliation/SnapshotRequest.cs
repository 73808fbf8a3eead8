namespace DualWan.Core.Reconciliation;

/// <summary>What a snapshot is wanted for.</summary>
/// <param name="Elements">False leaves the elements of address sets unread (a list may have 100,000).</param>
/// <param name="SysctlKeys">The sysctls to read.</param>
internal sealed record SnapshotRequest(bool Elements, EquatableArray<string> SysctlKeys);
