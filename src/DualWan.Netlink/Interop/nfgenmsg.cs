using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct nfgenmsg (include/uapi/linux/netfilter/nfnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nfgenmsg
{
    public byte nfgen_family;

    /// <summary>NFNETLINK_V0; a conntrack flush with another version respects the family.</summary>
    public byte version;

    /// <summary>In network order: the subsystem in a batch header, the low half of the generation in a dump.</summary>
    public ushort res_id;
}
