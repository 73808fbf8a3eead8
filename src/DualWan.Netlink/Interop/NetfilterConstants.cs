namespace DualWan.Netlink.Interop;

/// <summary>include/uapi/linux/netfilter/nfnetlink.h and include/uapi/linux/netfilter.h</summary>
internal static class NetfilterConstants
{
    public const ushort NFNL_SUBSYS_CTNETLINK = 1;
    public const ushort NFNL_SUBSYS_NFTABLES = 10;

    public const ushort NFNL_MSG_BATCH_BEGIN = 16;
    public const ushort NFNL_MSG_BATCH_END = 17;
    public const ushort NFNL_BATCH_GENID = 1;

    public const uint NFNLGRP_NFTABLES = 7;

    public const byte NFPROTO_UNSPEC = 0;
}
