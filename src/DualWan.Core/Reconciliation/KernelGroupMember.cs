namespace DualWan.Core.Reconciliation;

/// <summary>A member of a nexthop group; weight 1 to 255.</summary>
internal readonly record struct KernelGroupMember(uint Id, int Weight);
