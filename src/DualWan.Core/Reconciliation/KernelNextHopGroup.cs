namespace DualWan.Core.Reconciliation;

/// <summary>A hash-threshold group of nexthop objects; of one member too, because a group and a single one can't
/// replace each other.</summary>
internal sealed record KernelNextHopGroup(uint Id, EquatableArray<KernelGroupMember> Members);
