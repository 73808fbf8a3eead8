using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct cmsghdr (include/linux/socket.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct cmsghdr
{
    public nuint cmsg_len;
    public int cmsg_level;
    public int cmsg_type;
}
