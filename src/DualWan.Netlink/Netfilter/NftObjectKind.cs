namespace DualWan.Netlink.Netfilter;

/// <summary>What an <see cref="NftNotification"/> speaks of.</summary>
internal enum NftObjectKind
{
    Table,
    Chain,
    Rule,
    Set,
    Element,

    /// <summary>A named counter, quota, limit, ...</summary>
    Object,

    /// <summary>The end of a transaction: everything before it belongs to it.</summary>
    Generation,

    /// <summary>Notifications were lost: read everything again.</summary>
    Overrun,
}
