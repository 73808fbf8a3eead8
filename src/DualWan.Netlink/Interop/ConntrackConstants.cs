namespace DualWan.Netlink.Interop;

/// <summary>include/uapi/linux/netfilter/nfnetlink_conntrack.h</summary>
internal static class ConntrackConstants
{
    public const ushort IPCTNL_MSG_CT_NEW = NetfilterConstants.NFNL_SUBSYS_CTNETLINK << 8;
    public const ushort IPCTNL_MSG_CT_GET = IPCTNL_MSG_CT_NEW | 1;
    public const ushort IPCTNL_MSG_CT_DELETE = IPCTNL_MSG_CT_NEW | 2;
    public const ushort IPCTNL_MSG_CT_GET_STATS = IPCTNL_MSG_CT_NEW | 5;

    public const ushort CTA_TUPLE_ORIG = 1;
    public const ushort CTA_TUPLE_REPLY = 2;
    public const ushort CTA_STATUS = 3;
    public const ushort CTA_PROTOINFO = 4;
    public const ushort CTA_TIMEOUT = 7;
    public const ushort CTA_MARK = 8;
    public const ushort CTA_COUNTERS_ORIG = 9;
    public const ushort CTA_COUNTERS_REPLY = 10;
    public const ushort CTA_ID = 12;
    public const ushort CTA_ZONE = 18;
    public const ushort CTA_MARK_MASK = 21;
    public const ushort CTA_FILTER = 25;

    public const ushort CTA_FILTER_ORIG_FLAGS = 1;
    public const ushort CTA_FILTER_REPLY_FLAGS = 2;

    // net/netfilter/nf_internals.h: which parts of a given tuple a dump is narrowed to.
    public const uint CTA_FILTER_F_CTA_PROTO_NUM = 1 << 3;

    public const ushort CTA_TUPLE_IP = 1;
    public const ushort CTA_TUPLE_PROTO = 2;

    public const ushort CTA_IP_V4_SRC = 1;
    public const ushort CTA_IP_V4_DST = 2;
    public const ushort CTA_IP_V6_SRC = 3;
    public const ushort CTA_IP_V6_DST = 4;

    public const ushort CTA_PROTO_NUM = 1;
    public const ushort CTA_PROTO_SRC_PORT = 2;
    public const ushort CTA_PROTO_DST_PORT = 3;
    public const ushort CTA_PROTO_ICMP_ID = 4;
    public const ushort CTA_PROTO_ICMP_TYPE = 5;
    public const ushort CTA_PROTO_ICMP_CODE = 6;
    public const ushort CTA_PROTO_ICMPV6_ID = 7;
    public const ushort CTA_PROTO_ICMPV6_TYPE = 8;
    public const ushort CTA_PROTO_ICMPV6_CODE = 9;

    public const ushort CTA_PROTOINFO_TCP = 1;
    public const ushort CTA_PROTOINFO_TCP_STATE = 1;

    public const ushort CTA_COUNTERS_PACKETS = 1;
    public const ushort CTA_COUNTERS_BYTES = 2;

    public const ushort CTA_STATS_GLOBAL_ENTRIES = 1;
    public const ushort CTA_STATS_GLOBAL_MAX_ENTRIES = 2;
}
