using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Wire;

namespace DualWan.Netlink.Route;

/// <summary>The fixed header at the start of a payload.</summary>
internal static class WireStruct
{
    /// <summary>Reads the header and leaves the attributes.</summary>
    public static T Take<T>(ref ReadOnlySpan<byte> payload, string name)
        where T : unmanaged
    {
        if (payload.Length < Unsafe.SizeOf<T>())
            ThrowHelper.StructSize(name, payload.Length, Unsafe.SizeOf<T>());
        var value = MemoryMarshal.Read<T>(payload);
        payload = payload[Math.Min(Alignment.Up(Unsafe.SizeOf<T>()), payload.Length)..];
        return value;
    }

    /// <summary>AF_INET and AF_INET6; objects of other families are nobody's here.</summary>
    public static bool IsOurs(byte family) => family is (byte)IpFamily.IPv4 or (byte)IpFamily.IPv6;

    /// <summary>A prefix from a header's length and an attribute's address; the address is absent where the length is
    /// 0.</summary>
    public static IpPrefix Prefix(IpFamily family, IpAddress? address, byte length, string name)
    {
        if (length > IpAddress.BitLengthOf(family))
            ThrowHelper.Invalid(name, $"a prefix length of {length}");
        return new IpPrefix(address ?? IpAddress.Any(family), length);
    }
}
