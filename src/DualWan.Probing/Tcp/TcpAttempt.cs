using System.Net.Sockets;
using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Tcp;

/// <summary>
/// One bound, non-blocking connect. It ends with a reset, never with TIME_WAIT or a socket that lingers.
/// </summary>
internal sealed class TcpAttempt : IPollHandler, IDisposable
{
    // Three SYNs more, at 1, 3 and 7 s: the kernel gives up by itself after 15 s, past the late-reply window.
    private const int SynRetransmits = 3;

    private readonly UplinkContext _context;
    private readonly Action<TcpAttempt, int> _done;
    private BoundSocket? _socket;

    private TcpAttempt(UplinkContext context, long round, BoundSocket socket, Action<TcpAttempt, int> done) =>
        (_context, Round, _socket, InterfaceIndex, _done) = (context, round, socket, socket.InterfaceIndex, done);

    public long Round { get; }

    public TimeSpan SentAt { get; private set; }

    public int InterfaceIndex { get; }

    public int Descriptor => _socket!.Descriptor;

    public short Wanted => POLLOUT;

    /// <summary>
    /// Starts to connect. <paramref name="done"/> is called once, from the loop, with 0 or the error number.
    /// </summary>
    /// <param name="error">The error number behind a reason; may be 0.</param>
    public static ProbeReason Start(
        UplinkContext context, IpAddress target, ushort port, long round, Action<TcpAttempt, int> done,
        out TcpAttempt? attempt, out int error)
    {
        attempt = null;
        error = 0;
        if (context.Binding[target.Family] is not { } address)
            return ProbeReason.NoAddress;
        error = BoundSocket.TryOpen(context.Binding, address.Source, SOCK_STREAM, IPPROTO_TCP, out var socket);
        if (error != 0)
            return SendErrors.ReasonOf(error);
        var started = new TcpAttempt(context, round, socket!, done);
        var reason = context.Prove(started.InterfaceIndex, target, out error);
        if (reason == ProbeReason.None)
            reason = started.Connect(target, port, out error);
        if (reason == ProbeReason.None)
            attempt = started;
        else
            started.Dispose();
        return reason;
    }

    /// <summary>
    /// When the connection stood: by the kernel's own measure of the handshake (tcpi_rtt), so that a busy loop does
    /// not count; now, where a SYN was sent twice and the measure belongs to the second.
    /// </summary>
    public TimeSpan EstablishedAt()
    {
        var now = MonotonicClock.Now;
        Span<byte> info = stackalloc byte[TCPI_TOTAL_RETRANS_OFFSET + sizeof(uint)];
        if (_socket is null || _socket.Get(IPPROTO_TCP, TCP_INFO, info) < info.Length
            || MemoryMarshal.Read<uint>(info[TCPI_TOTAL_RETRANS_OFFSET..]) != 0)
            return now;
        var established = SentAt + TimeSpan.FromMicroseconds(MemoryMarshal.Read<uint>(info[TCPI_RTT_OFFSET..]));
        return established < now ? established : now;
    }

    public void OnReady(short found)
    {
        var error = _socket!.TakeError();
        _context.Loop.Remove(this);
        _done(this, error);
    }

    /// <summary>Gives the connected socket away; disposing it is then the taker's.</summary>
    public SafeSocketHandle Take()
    {
        var handle = _socket!.Handle;
        _socket = null;
        return handle;
    }

    public void Dispose()
    {
        if (_socket is null)
            return;
        _context.Loop.Remove(this);
        _socket.Dispose();
        _socket = null;
    }

    private ProbeReason Connect(IpAddress target, ushort port, out int error)
    {
        _ = _socket!.Set(IPPROTO_TCP, TCP_SYNCNT, SynRetransmits);
        Span<int> abort = [1, 0]; // struct linger: on, 0 seconds
        _ = _socket.Set(SOL_SOCKET, SO_LINGER, MemoryMarshal.AsBytes(abort));
        SentAt = MonotonicClock.Now;
        error = _socket.Connect(KernelSocketAddress.From(target, port, InterfaceIndex));
        if (error is not (0 or EINPROGRESS))
            return SendErrors.ReasonOf(error);
        error = 0;
        _context.Loop.Add(this);
        return ProbeReason.None;
    }
}
