using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Arp;

/// <summary>The same question for IPv6: a neighbour solicitation from a raw socket.</summary>
internal sealed class NeighborProber : StationProber
{
    private readonly IpAddress _target;
    private readonly UplinkSocket _socket;
    private LinkAddress _own;

    public NeighborProber(UplinkContext context, int monitor, IpAddress target)
        : base(context, monitor)
    {
        _target = target;
        _socket = new UplinkSocket(context, Open, OnReadable);
    }

    public override void Send(long round, RoutedFamilies routed)
    {
        var error = 0;
        var reason = Context.Binding.IPv6 is { } address
            ? Refresh(_socket, address.Source, out error) : ProbeReason.NoAddress;
        if (reason == ProbeReason.None && _own.Length == 0)
            reason = ProbeReason.NotApplicable;
        if (reason != ProbeReason.None)
        {
            NotSent(round, reason, error);
            return;
        }

        Span<byte> message = stackalloc byte[NeighborMessage.SolicitationLength];
        NeighborMessage.WriteSolicitation(message, _target, _own);
        var to = KernelSocketAddress.From(NeighborMessage.SolicitedNode(_target), 0);
        reason = _socket.Send(null, message, ref to, out var sentAt, out error);
        if (reason == ProbeReason.None)
            Asked(round, sentAt);
        else
            NotSent(round, reason, error);
    }

    public override void Dispose() => _socket.Dispose();

    private int Open(out BoundSocket? socket)
    {
        socket = null;
        if (Context.Binding.IPv6 is not { } address)
            return Errno.EADDRNOTAVAIL;
        var error = BoundSocket.TryOpenPacket(Context.Binding, 0, out var link);
        if (error != 0)
            return error;
        _own = link!.TryGetHardwareAddress(out var own) ? own : default;
        link.Dispose();
        error = BoundSocket.TryOpen(Context.Binding, address.Source, SOCK_RAW, IPPROTO_ICMPV6, out socket);
        return error != 0 ? error : SetOptions(socket!);
    }

    private static int SetOptions(BoundSocket socket)
    {
        Span<uint> blocked = [~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u];
        blocked[NeighborMessage.Advertisement >> 5] &= ~(1u << (NeighborMessage.Advertisement & 31));
        var error = socket.Set(IPPROTO_ICMPV6, ICMPV6_FILTER, MemoryMarshal.AsBytes(blocked));
        if (error == 0)
            error = socket.Set(SOL_IPV6, IPV6_MULTICAST_HOPS, NeighborMessage.HopLimit);
        return error != 0 ? error : socket.Set(SOL_IPV6, IPV6_RECVHOPLIMIT, 1);
    }

    private void OnReadable(int error)
    {
        var packet = _socket.Packet;
        if (error != 0 || packet.HopLimit != NeighborMessage.HopLimit
            || !NeighborMessage.TryReadAdvertisement(
                Context.Loop.Buffer.AsSpan(0, packet.Length), out var target, out var station)
            || target != _target || station.Length == 0)
            return;
        OnAnswer(station, packet.Stamp, packet.HopLimit);
    }
}
