using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>One message (or one transaction) to the kernel: a closed union. <c>OperationText</c> prints it as ip or nft
/// text.</summary>
internal abstract record KernelOperation
{
    private KernelOperation()
    {
    }

    /// <summary>Creates, or with <paramref name="Replace"/> replaces.</summary>
    internal sealed record PutNextHop(KernelNextHop NextHop, bool Replace) : KernelOperation;

    internal sealed record PutGroup(KernelNextHopGroup Group, bool Replace) : KernelOperation;

    /// <summary>A nexthop object or a group; deleting a group takes its routes along.</summary>
    internal sealed record DeleteNextHop(uint Id) : KernelOperation;

    internal sealed record PutRoute(KernelRoute Route, bool Replace) : KernelOperation;

    internal sealed record DeleteRoute(KernelRoute Route) : KernelOperation;

    /// <summary>Always exclusive: an equal rule that is there already counts as adopted.</summary>
    internal sealed record AddRule(KernelRule Rule) : KernelOperation;

    internal sealed record DeleteRule(KernelRule Rule) : KernelOperation;

    /// <summary>One libnftables buffer, one transaction.</summary>
    internal sealed record NftTransaction(string Text) : KernelOperation;

    internal sealed record AddElements(
        string Set, NftKeyType Type, bool Interval, EquatableArray<string> Names, EquatableArray<IpRange> Ranges)
        : KernelOperation;

    internal sealed record DeleteElements(
        string Set, NftKeyType Type, bool Interval, EquatableArray<string> Names, EquatableArray<IpRange> Ranges)
        : KernelOperation;

    internal sealed record SetSysctl(string Key, string Value) : KernelOperation;

    /// <summary>Deletes conntrack entries of both families by mark and mask in one message.</summary>
    internal sealed record FlushPins(uint Mark, uint Mask) : KernelOperation;

    /// <summary>Puts an uplink's interface into the set <c>armed</c> for a time.</summary>
    internal sealed record ArmResets(string Interface, TimeSpan Timeout) : KernelOperation;

    internal sealed record DisarmResets(string Interface) : KernelOperation;

    /// <summary>Removes <c>table inet dualwan</c>.</summary>
    internal sealed record DeleteNftTable : KernelOperation;
}
