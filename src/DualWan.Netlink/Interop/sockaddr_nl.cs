using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct sockaddr_nl (include/uapi/linux/netlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sockaddr_nl
{
    public ushort nl_family;
    public ushort nl_pad;
    public uint nl_pid;
    public uint nl_groups;
}
