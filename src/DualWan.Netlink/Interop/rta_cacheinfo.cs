using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct rta_cacheinfo (include/uapi/linux/rtnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rta_cacheinfo
{
    public uint rta_clntref;
    public uint rta_lastuse;

    /// <summary>USER_HZ (100 a second); 0 or negative where the route does not expire.</summary>
    public int rta_expires;

    public uint rta_error;
    public uint rta_used;
    public uint rta_id;
    public uint rta_ts;
    public uint rta_tsage;
}
