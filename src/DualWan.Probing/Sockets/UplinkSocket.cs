using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Sockets;

/// <summary>
/// A bound socket that is opened when it is needed and opened again when its device or address went away and came
/// back: no failure is for ever (report 14).
/// </summary>
internal sealed class UplinkSocket(UplinkContext context, UplinkSocket.Opener open, Action<int> readable)
    : IPollHandler, IDisposable
{
    private BoundSocket? _socket;

    /// <summary>Opens a socket; an error number (a socket given all the same is then closed), or 0.</summary>
    internal delegate int Opener(out BoundSocket? socket);

    public int Descriptor => _socket!.Descriptor;

    public short Wanted => POLLIN;

    public int InterfaceIndex => _socket?.InterfaceIndex ?? 0;

    /// <summary>
    /// Sends one packet, after the proof that it will leave by the uplink's gateway. A refusal that can mean a stale
    /// socket is tried once more with a new one, at once.
    /// </summary>
    /// <param name="to">Its interface is filled in here.</param>
    /// <param name="proven">Whose route is to be proven; null for what needs none (on the link by its nature).</param>
    /// <param name="sentAt">Just before the send, or the time of the failed attempt.</param>
    /// <param name="error">The error number behind the reason; may be 0.</param>
    public ProbeReason Send(
        IpAddress? proven, ReadOnlySpan<byte> packet, ref KernelSocketAddress to, out TimeSpan sentAt, out int error)
    {
        var fresh = _socket is null;
        var reason = SendOnce(proven, packet, ref to, out sentAt, out error);
        if (reason == ProbeReason.None || fresh || !MayBeStale(error))
            return reason;
        Close();
        return SendOnce(proven, packet, ref to, out sentAt, out error);
    }

    /// <summary>Opens the socket where it is not open.</summary>
    public ProbeReason Open(out int error)
    {
        error = 0;
        if (_socket is not null)
            return ProbeReason.None;
        error = open(out var socket);
        if (error != 0)
        {
            socket?.Dispose();
            return SendErrors.ReasonOf(error);
        }

        _socket = socket;
        context.Loop.Add(this);
        return ProbeReason.None;
    }

    public int Receive(Span<byte> buffer, out ReceivedPacket packet)
    {
        packet = default;
        return _socket is null ? Errno.EAGAIN : _socket.Receive(buffer, out packet);
    }

    public bool TryGetHardwareAddress(out LinkAddress address)
    {
        address = default;
        return _socket is not null && _socket.TryGetHardwareAddress(out address);
    }

    /// <summary>
    /// Reads until there is no more, an error included (reading it clears it): the handler gets its number.
    /// </summary>
    public void OnReady(short found)
    {
        // Bounded, so that a flood on one uplink can't starve the others.
        const int atOnce = 64;
        for (var i = 0; i < atOnce && _socket is not null; i++)
        {
            var error = _socket.Receive(context.Loop.Buffer, out var packet);
            if (error == Errno.EAGAIN)
            {
                // Woken for an error that reading does not clear: poll would say so for ever. The next send reopens.
                if (i == 0 && (found & POLLIN) == 0)
                    Close();
                return;
            }

            Packet = packet;
            readable(error);
        }
    }

    /// <summary>What was received into the loop's buffer, while the handler runs.</summary>
    public ReceivedPacket Packet { get; private set; }

    public void Close()
    {
        if (_socket is null)
            return;
        context.Loop.Remove(this);
        _socket.Dispose();
        _socket = null;
    }

    public void Dispose() => Close();

    private ProbeReason SendOnce(
        IpAddress? proven, ReadOnlySpan<byte> packet, ref KernelSocketAddress to, out TimeSpan sentAt, out int error)
    {
        sentAt = default;
        var reason = Open(out error);
        if (reason == ProbeReason.None && proven is { } target)
            reason = context.Prove(_socket!.InterfaceIndex, target, out error);
        sentAt = MonotonicClock.Now;
        if (reason != ProbeReason.None)
            return reason;
        to.Aim(_socket!.InterfaceIndex);
        error = _socket.Send(packet, ref to);
        return error == 0 ? ProbeReason.None : SendErrors.ReasonOf(error);
    }

    /// <summary>Everything but what a new socket would meet as well.</summary>
    private static bool MayBeStale(int error) =>
        error is not (0 or Errno.EAGAIN or Errno.ENOBUFS or Errno.EPERM or Errno.EACCES
            or ProbingConstants.ECONNREFUSED);
}
