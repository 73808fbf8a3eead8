namespace DualWan.Netlink.Netfilter;

/// <summary>NFPROTO_*: the family of an nf_tables object (include/uapi/linux/netfilter.h).</summary>
internal enum NftFamily : byte
{
    /// <summary>In a request: every family.</summary>
    Any = 0,

    /// <summary>IPv4 and IPv6 together; ours.</summary>
    Inet = 1,

    IPv4 = 2,
    Arp = 3,
    NetDev = 5,
    Bridge = 7,
    IPv6 = 10,
}
