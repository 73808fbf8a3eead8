using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualWan.Netlink.Interop;
using static DualWan.Netlink.Interop.NetlinkConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Netlink.Conversation;

/// <summary>
/// An AF_NETLINK socket in the network namespace of the thread that opened it. Extended acknowledgements and (on
/// NETLINK_ROUTE) strict checking are asked for at open; a kernel that lacks them is refused, never half used.
/// </summary>
internal sealed class NetlinkSocket : INetlinkTransport
{
    // Room for the acknowledgements of a full batch and for a burst of events; the kernel doubles it.
    private const int DefaultReceiveBuffer = 4 << 20;

    private readonly SafeSocketHandle _handle;
    private Socket? _async;

    private NetlinkSocket(SafeSocketHandle handle) => _handle = handle;

    /// <summary>Opens a socket and joins the multicast groups. <paramref name="receiveBuffer"/> is in bytes.</summary>
    /// <exception cref="NetlinkException">The kernel lacks netlink of this kind, an option or a group.</exception>
    public static NetlinkSocket Open(
        int protocol, ReadOnlySpan<uint> groups = default, int receiveBuffer = DefaultReceiveBuffer)
    {
        var descriptor = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
        if (descriptor < 0)
            throw Failed("open netlink socket");
        var socket = new NetlinkSocket(new SafeSocketHandle(descriptor, ownsHandle: true));
        try
        {
            socket.Prepare(protocol, groups, receiveBuffer);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public unsafe void Send(ReadOnlySpan<byte> datagram)
    {
        var kernel = new sockaddr_nl { nl_family = AF_NETLINK };
        fixed (byte* data = datagram)
        {
            nint sent;
            do
                sent = Libc.sendto(_handle, data, (nuint)datagram.Length, 0, &kernel, (uint)sizeof(sockaddr_nl));
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (sent < 0)
                throw Failed("send netlink request");
        }
    }

    public int Receive(Span<byte> buffer, TimeSpan timeout)
    {
        while (true)
        {
            var length = ReceiveNow(buffer, out var sender);
            if (length < 0 && !WaitReadable(timeout))
                return 0;
            // Whoever is not the kernel (port 0) has nothing to tell us.
            if (length > 0 && sender == 0)
                return length;
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _async ??= new Socket(_handle);
        try
        {
            // An empty receive completes when there is something to read and does not consume it.
            await _async.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
        {
            throw new NetlinkOverrunException();
        }
    }

    public void Dispose()
    {
        _async?.Dispose();
        _handle.Dispose();
    }

    private unsafe void Prepare(int protocol, ReadOnlySpan<uint> groups, int receiveBuffer)
    {
        SetOption(SOL_NETLINK, NETLINK_EXT_ACK, 1, "NETLINK_EXT_ACK");
        SetOption(SOL_NETLINK, NETLINK_CAP_ACK, 1, "NETLINK_CAP_ACK");
        if (protocol == NETLINK_ROUTE)
            SetOption(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, "NETLINK_GET_STRICT_CHK");
        // Without CAP_NET_ADMIN the forced size is refused; then net.core.rmem_max limits it.
        if (!TrySetOption(SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer))
            TrySetOption(SOL_SOCKET, SO_RCVBUF, receiveBuffer);
        TrySetOption(SOL_SOCKET, SO_SNDBUFFORCE, DefaultReceiveBuffer);
        var address = new sockaddr_nl { nl_family = AF_NETLINK };
        if (Libc.bind(_handle, &address, (uint)sizeof(sockaddr_nl)) < 0)
            throw Failed("bind netlink socket");
        foreach (var group in groups)
            SetOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, (int)group, $"join netlink group {group}");
    }

    /// <summary>The true length of the next datagram; -1 where there is none.</summary>
    private unsafe int ReceiveNow(Span<byte> buffer, out uint sender)
    {
        Unsafe.SkipInit(out sockaddr_nl address);
        fixed (byte* data = buffer)
        {
            var vector = new iovec { iov_base = data, iov_len = (nuint)buffer.Length };
            var message = new msghdr
            {
                msg_name = &address,
                msg_namelen = (uint)sizeof(sockaddr_nl),
                msg_iov = &vector,
                msg_iovlen = 1,
            };
            var length = Libc.recvmsg(_handle, &message, MSG_DONTWAIT | MSG_TRUNC);
            sender = message.msg_namelen >= sizeof(sockaddr_nl) ? address.nl_pid : 0;
            return length >= 0 ? (int)length : NothingReceived();
        }
    }

    private static int NothingReceived() => Marshal.GetLastPInvokeError() switch
    {
        Errno.EAGAIN or Errno.EINTR => -1,
        Errno.ENOBUFS => throw new NetlinkOverrunException(),
        _ => throw Failed("receive netlink answer"),
    };

    private unsafe bool WaitReadable(TimeSpan timeout)
    {
        var milliseconds = (int)Math.Ceiling(timeout.TotalMilliseconds);
        if (milliseconds == 0)
            return false;
        var entry = new pollfd { fd = (int)_handle.DangerousGetHandle(), events = POLLIN };
        var ready = Libc.poll(&entry, 1, milliseconds);
        return ready > 0 || (ready < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
    }

    private void SetOption(int level, int name, int value, string what)
    {
        if (!TrySetOption(level, name, value))
            throw Failed(what);
    }

    private unsafe bool TrySetOption(int level, int name, int value) =>
        Libc.setsockopt(_handle, level, name, &value, sizeof(int)) == 0;

    private static NetlinkException Failed(string operation) => new(operation, Marshal.GetLastPInvokeError());
}
