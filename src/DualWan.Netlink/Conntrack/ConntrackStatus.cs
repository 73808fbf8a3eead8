namespace DualWan.Netlink.Conntrack;

/// <summary>IPS_* (include/uapi/linux/netfilter/nf_conntrack_common.h); other bits are kept as they are.</summary>
[Flags]
internal enum ConntrackStatus : uint
{
    None = 0,
    Expected = 1 << 0,

    /// <summary>Packets have been seen both ways.</summary>
    SeenReply = 1 << 1,

    /// <summary>Not dropped early when the table is full.</summary>
    Assured = 1 << 2,

    Confirmed = 1 << 3,
    SourceNat = 1 << 4,
    DestinationNat = 1 << 5,
    Dying = 1 << 9,
    Offload = 1 << 14,
}
