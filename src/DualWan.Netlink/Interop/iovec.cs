using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct iovec (include/uapi/linux/uio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct iovec
{
    public void* iov_base;
    public nuint iov_len;
}
