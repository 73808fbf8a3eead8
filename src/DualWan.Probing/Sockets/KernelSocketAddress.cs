using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Sockets;

/// <summary>
/// A struct sockaddr_in, sockaddr_in6 or sockaddr_ll as bytes, by value: the managed classes allocate one per packet.
/// </summary>
internal struct KernelSocketAddress
{
    private const int InetLength = 16;
    private const int Inet6Length = 28;
    private Storage _bytes;

    public uint Length { readonly get; private set; }

    /// <summary>The longest of the three.</summary>
    public static int Capacity => Inet6Length;

    [UnscopedRef]
    public Span<byte> Bytes => _bytes;

    /// <param name="interfaceIndex">The scope of a link-local IPv6 address; <see cref="Aim"/> changes it.</param>
    public static KernelSocketAddress From(IpAddress address, ushort port, int interfaceIndex = 0)
    {
        var result = new KernelSocketAddress();
        Span<byte> bytes = result._bytes;
        MemoryMarshal.Write(bytes, (ushort)address.Family);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], port);
        if (address.Family == IpFamily.IPv4)
        {
            address.WriteTo(bytes[4..]);
            result.Length = InetLength;
            return result;
        }

        address.WriteTo(bytes[8..]);
        result.Length = Inet6Length;
        result.Aim(interfaceIndex);
        return result;
    }

    /// <summary>
    /// Names the interface in a link-layer address and as the scope of a link-local or multicast IPv6 one.
    /// </summary>
    public void Aim(int interfaceIndex)
    {
        Span<byte> bytes = _bytes;
        var family = MemoryMarshal.Read<ushort>(bytes);
        if (family == AF_PACKET)
            MemoryMarshal.Write(bytes[4..], interfaceIndex); // sll_ifindex
        else if (family == AF_INET6 && KernelSocketAddress.Read(bytes) is { } to && (to.IsLinkLocal || to.IsMulticast))
            MemoryMarshal.Write(bytes[24..], interfaceIndex); // sin6_scope_id
    }

    /// <summary>A link-layer address of the given protocol on an interface; no destination = for bind.</summary>
    public static KernelSocketAddress Link(int interfaceIndex, ushort etherType, LinkAddress destination)
    {
        var link = new sockaddr_ll
        {
            sll_family = AF_PACKET,
            sll_protocol = BinaryPrimitives.ReverseEndianness(etherType),
            sll_ifindex = interfaceIndex,
            sll_halen = destination.Length,
        };
        destination.WriteTo(link.sll_addr);
        var result = new KernelSocketAddress { Length = (uint)Unsafe.SizeOf<sockaddr_ll>() };
        MemoryMarshal.Write(result._bytes, link);
        return result;
    }

    /// <summary>The IP address in a kernel-filled buffer, or none (<c>default</c>) for another family.</summary>
    public static IpAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length < 2
        ? default
        : MemoryMarshal.Read<ushort>(bytes) switch
        {
            AF_INET when bytes.Length >= 8 => IpAddress.FromBytes(bytes.Slice(4, 4)),
            AF_INET6 when bytes.Length >= 24 => IpAddress.FromBytes(bytes.Slice(8, 16)),
            _ => default,
        };

    [InlineArray(Inet6Length)]
    private struct Storage
    {
        private byte _first;
    }
}
