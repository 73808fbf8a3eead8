using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Netlink.Interop;

/// <summary>
/// An AF_PACKET socket on one interface, in the namespace of the thread that opened it: for ARP probes and for packets
/// that no route should touch. Datagram sockets leave the link header to the kernel; raw ones take whole frames.
/// </summary>
internal sealed class PacketSocket : IDisposable
{
    private readonly SafeSocketHandle _handle;
    private readonly int _interfaceIndex;
    private readonly ushort _etherType;

    private PacketSocket(SafeSocketHandle handle, int interfaceIndex, ushort etherType)
    {
        _handle = handle;
        _interfaceIndex = interfaceIndex;
        _etherType = etherType;
        Socket = new Socket(handle) { Blocking = false };
    }

    /// <summary>For waiting, reading and options.</summary>
    public Socket Socket { get; }

    /// <summary>Opens a socket that sees one EtherType (host order) on one interface. EtherType 0 receives nothing: for
    /// sending only.</summary>
    /// <exception cref="SocketException">No such interface, or CAP_NET_RAW is missing.</exception>
    public static unsafe PacketSocket Open(int interfaceIndex, ushort etherType, bool raw = false)
    {
        // Opened for no protocol, then bound: between the two it would see every interface.
        var type = (raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
        var descriptor = Libc.socket(AF_PACKET, type, 0);
        if (descriptor < 0)
            throw Errno.LastAsException();
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        var address = AddressOf(interfaceIndex, etherType, default);
        if (Libc.bind(handle, &address, (uint)sizeof(sockaddr_ll)) < 0)
        {
            var error = Errno.LastAsException();
            handle.Dispose();
            throw error;
        }

        return new PacketSocket(handle, interfaceIndex, etherType);
    }

    /// <summary>Sends to a link-layer address (ignored by a raw socket, whose frame has its own). False where the
    /// device has no room or is down.</summary>
    public unsafe bool TrySend(ReadOnlySpan<byte> packet, LinkAddress destination, ushort etherType = 0)
    {
        var address = AddressOf(_interfaceIndex, etherType == 0 ? _etherType : etherType, destination);
        fixed (byte* data = packet)
        {
            nint sent;
            do
                sent = Libc.sendto(_handle, data, (nuint)packet.Length, 0, &address, (uint)sizeof(sockaddr_ll));
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (sent >= 0)
                return true;
        }

        return Marshal.GetLastPInvokeError() is Errno.EAGAIN or Errno.ENOBUFS or Errno.ENETDOWN or Errno.ENODEV
            ? false
            : throw Errno.LastAsException();
    }

    public void Dispose() => Socket.Dispose();

    private static sockaddr_ll AddressOf(int interfaceIndex, ushort etherType, LinkAddress destination)
    {
        var address = new sockaddr_ll
        {
            sll_family = AF_PACKET,
            sll_protocol = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(etherType) : etherType,
            sll_ifindex = interfaceIndex,
            sll_halen = destination.Length,
        };
        destination.WriteTo(address.sll_addr);
        return address;
    }
}
