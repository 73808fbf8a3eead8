namespace DualWan.Netlink.Route;

/// <summary>IF_OPER_* of RFC 2863 (include/uapi/linux/if.h).</summary>
internal enum OperationalState : byte
{
    Unknown = 0,
    NotPresent = 1,
    Down = 2,
    LowerLayerDown = 3,
    Testing = 4,
    Dormant = 5,
    Up = 6,
}
