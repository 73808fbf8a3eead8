using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct pollfd (include/uapi/asm-generic/poll.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    public int fd;
    public short events;
    public short revents;
}
