using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Core.Net;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Netlink.Interop;

/// <summary>
/// recvmsg with what managed sockets hide: the kernel's receive stamp, the interface, the link-layer sender. Never
/// waits: wait with a zero-byte <see cref="Socket.ReceiveAsync(Memory{byte}, SocketFlags, CancellationToken)"/>, then
/// call until it says no.
/// </summary>
internal static class RecvMsg
{
    private const int ControlSize = 512;
    private const int AddressSize = 128;

    /// <summary>Takes one datagram; false where none waits.</summary>
    /// <exception cref="SocketException">An error of the socket, such as a refused connection or a lost
    /// device.</exception>
    public static bool TryReceive(SafeSocketHandle socket, Span<byte> buffer, out ReceivedDatagram datagram) =>
        TryReceive(socket, buffer, 0, out datagram);

    /// <summary>Takes one entry of the error queue (IP_RECVERR): the buffer gets the packet that caused it.</summary>
    public static bool TryReceiveError(SafeSocketHandle socket, Span<byte> buffer, out ReceivedDatagram datagram) =>
        TryReceive(socket, buffer, MSG_ERRQUEUE, out datagram);

    /// <summary>
    /// Asks for the kernel's receive stamps. SO_TIMESTAMPNS and not SO_TIMESTAMPING: the first socket of a machine that
    /// asks switches stamping on a little later, and until then the latter gives no stamp at all, while the former
    /// gives the time of the read.
    /// </summary>
    public static void EnableTimestamps(Socket socket)
    {
        // The 64-bit time of SO_TIMESTAMPNS_NEW is what a 32-bit machine needs; on 64 bits both are the same.
        var option = nint.Size == 8 ? SO_TIMESTAMPNS_OLD : SO_TIMESTAMPNS_NEW;
        socket.SetRawSocketOption(SOL_SOCKET, option, BitConverter.GetBytes(1));
    }

    /// <summary>Asks for the interface and the destination address of every datagram.</summary>
    public static void EnablePacketInformation(Socket socket, IpFamily family)
    {
        // IPV6_RECVPKTINFO (include/uapi/linux/in6.h) is asked for, IPV6_PKTINFO is what comes.
        const int IPV6_RECVPKTINFO = 49;
        var (level, name) = family == IpFamily.IPv4 ? (SOL_IP, IP_PKTINFO) : (SOL_IPV6, IPV6_RECVPKTINFO);
        socket.SetRawSocketOption(level, name, BitConverter.GetBytes(1));
    }

    private static unsafe bool TryReceive(
        SafeSocketHandle socket, Span<byte> buffer, int flags, out ReceivedDatagram datagram)
    {
        var address = stackalloc byte[AddressSize];
        var control = stackalloc byte[ControlSize];
        fixed (byte* data = buffer)
        {
            var vector = new iovec { iov_base = data, iov_len = (nuint)buffer.Length };
            var message = new msghdr
            {
                msg_name = address,
                msg_namelen = AddressSize,
                msg_iov = &vector,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = ControlSize,
            };
            nint length;
            do
                length = Libc.recvmsg(socket, &message, MSG_DONTWAIT | MSG_TRUNC | flags);
            while (length < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            datagram = default;
            if (length < 0)
                return NothingReceived();
            datagram = new ReceivedDatagram
            {
                Length = (int)length,
                IsTruncated = (message.msg_flags & MSG_TRUNC) != 0,
            };
            datagram = WithSender(datagram, new ReadOnlySpan<byte>(address, (int)message.msg_namelen));
            datagram = WithControl(datagram, new ReadOnlySpan<byte>(control, (int)message.msg_controllen));
            return true;
        }
    }

    private static bool NothingReceived() =>
        Marshal.GetLastPInvokeError() == Errno.EAGAIN ? false : throw Errno.LastAsException();

    internal static ReceivedDatagram WithSender(ReceivedDatagram datagram, ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort))
            return datagram;
        return MemoryMarshal.Read<ushort>(address) switch
        {
            // struct sockaddr_in: family, port, address. struct sockaddr_in6: family, port, flow, address, scope.
            AF_INET when address.Length >= 8 => datagram with
            {
                SourcePort = BinaryPrimitives.ReadUInt16BigEndian(address[2..]),
                Source = IpAddress.FromBytes(address.Slice(4, 4)),
            },
            AF_INET6 when address.Length >= 24 => datagram with
            {
                SourcePort = BinaryPrimitives.ReadUInt16BigEndian(address[2..]),
                Source = IpAddress.FromBytes(address.Slice(8, 16)),
            },
            // The kernel gives as many bytes as the hardware address needs.
            AF_PACKET when address.Length >= Unsafe.SizeOf<sockaddr_ll>() - 8 => WithLink(datagram, address),
            _ => datagram,
        };
    }

    internal static ReceivedDatagram WithControl(ReceivedDatagram datagram, ReadOnlySpan<byte> control)
    {
        var reader = new ControlMessages(control);
        while (reader.Read())
        {
            datagram = (reader.Level, reader.Type) switch
            {
                (SOL_SOCKET, SO_TIMESTAMPING_OLD or SO_TIMESTAMPING_NEW or SO_TIMESTAMPNS_OLD or SO_TIMESTAMPNS_NEW)
                    => datagram with { ReceiveTimestamp = Nanoseconds(reader.Data, reader.Type) },
                (SOL_IP, IP_PKTINFO) when reader.Data.Length >= 12 => datagram with
                {
                    // struct in_pktinfo: interface, local address, destination of the header.
                    InterfaceIndex = MemoryMarshal.Read<int>(reader.Data),
                    Destination = IpAddress.FromBytes(reader.Data.Slice(8, 4)),
                },
                (SOL_IPV6, IPV6_PKTINFO) when reader.Data.Length >= 20 => datagram with
                {
                    // struct in6_pktinfo: destination address, interface.
                    Destination = IpAddress.FromBytes(reader.Data[..16]),
                    InterfaceIndex = MemoryMarshal.Read<int>(reader.Data[16..]),
                },
                // struct sock_extended_err starts with the errno.
                (SOL_IP, IP_RECVERR) or (SOL_IPV6, IPV6_RECVERR) when reader.Data.Length >= 4 => datagram with
                {
                    ExtendedError = MemoryMarshal.Read<int>(reader.Data),
                },
                _ => datagram,
            };
        }

        return datagram;
    }

    private static ReceivedDatagram WithLink(ReceivedDatagram datagram, ReadOnlySpan<byte> address)
    {
        Span<byte> whole = stackalloc byte[Unsafe.SizeOf<sockaddr_ll>()];
        whole.Clear();
        address[..Math.Min(address.Length, whole.Length)].CopyTo(whole);
        var link = MemoryMarshal.Read<sockaddr_ll>(whole);
        return datagram with
        {
            InterfaceIndex = link.sll_ifindex,
            EtherType = BinaryPrimitives.ReadUInt16BigEndian(whole[2..]),
            PacketType = link.sll_pkttype,
            LinkSource = new LinkAddress(whole.Slice(12, Math.Min((int)link.sll_halen, 8))),
        };
    }

    /// <summary>Two numbers of the machine's width (or 64 bits in the _NEW options): seconds and nanoseconds. The first
    /// of SO_TIMESTAMPING's three stamps is the software one.</summary>
    private static long Nanoseconds(ReadOnlySpan<byte> data, int type)
    {
        var wide = nint.Size == 8 || type is SO_TIMESTAMPING_NEW or SO_TIMESTAMPNS_NEW;
        if (data.Length < (wide ? 16 : 8))
            return 0;
        var seconds = wide ? MemoryMarshal.Read<long>(data) : MemoryMarshal.Read<int>(data);
        var nanoseconds = wide ? MemoryMarshal.Read<long>(data[8..]) : MemoryMarshal.Read<int>(data[4..]);
        return (seconds * 1_000_000_000) + nanoseconds;
    }
}
