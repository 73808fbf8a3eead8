namespace DualWan.Netlink.Netfilter;

/// <summary>NFT_SET_* (include/uapi/linux/netfilter/nf_tables.h).</summary>
[Flags]
internal enum NftSetFlags : uint
{
    None = 0,
    Anonymous = 0x1,
    Constant = 0x2,
    Interval = 0x4,
    Map = 0x8,
    Timeout = 0x10,
    Eval = 0x20,
    Object = 0x40,
    Concatenation = 0x80,
}
