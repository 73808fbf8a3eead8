using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct msghdr (include/linux/socket.h), as libc spells it on 32 and 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct msghdr
{
    public void* msg_name;
    public uint msg_namelen;
    public iovec* msg_iov;
    public nuint msg_iovlen;
    public void* msg_control;
    public nuint msg_controllen;
    public int msg_flags;
}
