namespace DualWan.Core.Reconciliation;

/// <summary>The values are RTN_* of include/uapi/linux/rtnetlink.h.</summary>
internal enum KernelRouteType : byte
{
    Unicast = 1,
    Local = 2,
    Broadcast = 3,
    Anycast = 4,
    Multicast = 5,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8,
    Throw = 9,
}
