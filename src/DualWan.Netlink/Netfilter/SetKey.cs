using System.Runtime.InteropServices;
using System.Text;
using DualWan.Core.Net;

namespace DualWan.Netlink.Netfilter;

/// <summary>Keys and values of sets in the bytes that nf_tables keeps.</summary>
internal static class SetKey
{
    // include/uapi/linux/if.h
    private const int IFNAMSIZ = 16;

    /// <summary>ipv4_addr, ipv6_addr.</summary>
    public static byte[] Address(IpAddress address) => address.ToBytes();

    /// <summary>ifname: padded with zeroes to 16 bytes.</summary>
    public static byte[] InterfaceName(string name)
    {
        var key = new byte[IFNAMSIZ];
        Encoding.UTF8.GetBytes(name, key.AsSpan(0, IFNAMSIZ - 1));
        return key;
    }

    /// <summary>mark: 32 bits in host order.</summary>
    public static byte[] Mark(uint mark)
    {
        var key = new byte[sizeof(uint)];
        MemoryMarshal.Write(key, mark);
        return key;
    }
}
