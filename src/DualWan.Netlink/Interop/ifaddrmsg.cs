using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct ifaddrmsg (include/uapi/linux/if_addr.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifaddrmsg
{
    public byte ifa_family;
    public byte ifa_prefixlen;
    public byte ifa_flags;
    public byte ifa_scope;
    public uint ifa_index;
}
