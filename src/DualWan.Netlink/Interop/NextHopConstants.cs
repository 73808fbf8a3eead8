namespace DualWan.Netlink.Interop;

/// <summary>include/uapi/linux/nexthop.h</summary>
internal static class NextHopConstants
{
    public const ushort NHA_ID = 1;
    public const ushort NHA_GROUP = 2;
    public const ushort NHA_GROUP_TYPE = 3;
    public const ushort NHA_BLACKHOLE = 4;
    public const ushort NHA_OIF = 5;
    public const ushort NHA_GATEWAY = 6;
    public const ushort NHA_GROUPS = 9;
    public const ushort NHA_FDB = 11;
    public const ushort NHA_RES_GROUP = 12;

    public const ushort NHA_RES_GROUP_BUCKETS = 1;
    public const ushort NHA_RES_GROUP_IDLE_TIMER = 2;
    public const ushort NHA_RES_GROUP_UNBALANCED_TIMER = 3;

    public const ushort NEXTHOP_GRP_TYPE_RES = 1;
}
