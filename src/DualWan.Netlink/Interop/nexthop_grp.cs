using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct nexthop_grp (include/uapi/linux/nexthop.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nexthop_grp
{
    public uint id;

    /// <summary>The low byte of the weight minus one.</summary>
    public byte weight;

    /// <summary>The high byte of the weight minus one; reserved, zero, before kernel 6.12.</summary>
    public byte weight_high;

    public ushort resvd2;
}
