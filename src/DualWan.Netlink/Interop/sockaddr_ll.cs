using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DualWan.Netlink.Interop;

/// <summary>struct sockaddr_ll (include/uapi/linux/if_packet.h): the address of an AF_PACKET socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sockaddr_ll
{
    public ushort sll_family;

    /// <summary>EtherType in network order.</summary>
    public ushort sll_protocol;

    public int sll_ifindex;
    public ushort sll_hatype;
    public byte sll_pkttype;
    public byte sll_halen;
    public hardware_address sll_addr;

    /// <summary>unsigned char sll_addr[8].</summary>
    [InlineArray(8)]
    public struct hardware_address
    {
        private byte _first;
    }
}
