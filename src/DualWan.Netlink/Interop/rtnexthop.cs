using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct rtnexthop (include/uapi/linux/rtnetlink.h): one hop of RTA_MULTIPATH, followed by
/// attributes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnexthop
{
    public ushort rtnh_len;
    public byte rtnh_flags;

    /// <summary>The weight minus one.</summary>
    public byte rtnh_hops;

    public int rtnh_ifindex;
}
