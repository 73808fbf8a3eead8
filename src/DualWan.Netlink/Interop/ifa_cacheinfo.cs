using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct ifa_cacheinfo (include/uapi/linux/if_addr.h): lifetimes in seconds, 0xffffffff for ever.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifa_cacheinfo
{
    public uint ifa_prefered;
    public uint ifa_valid;
    public uint cstamp;
    public uint tstamp;
}
