namespace DualWan.Netlink.Route;

/// <summary>IFA_F_* (include/uapi/linux/if_addr.h); other bits are kept as they are.</summary>
[Flags]
internal enum AddressFlags : uint
{
    None = 0,

    /// <summary>Not the first of its subnet (IFA_F_SECONDARY); on IPv6 the same bit means temporary.</summary>
    Secondary = 0x01,

    NoDad = 0x02,
    Optimistic = 0x04,

    /// <summary>Duplicate address detection found another owner.</summary>
    DadFailed = 0x08,

    HomeAddress = 0x10,
    Deprecated = 0x20,

    /// <summary>Duplicate address detection has not ended: not usable yet.</summary>
    Tentative = 0x40,

    Permanent = 0x80,
    ManageTemporary = 0x100,
    NoPrefixRoute = 0x200,
}
