using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct nhmsg (include/uapi/linux/nexthop.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nhmsg
{
    public byte nh_family;
    public byte nh_scope;
    public byte nh_protocol;
    public byte resvd;
    public uint nh_flags;
}
