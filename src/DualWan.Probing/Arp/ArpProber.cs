using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Arp;

/// <summary>
/// Asks for an IPv4 address of the link by a packet of our own, past the kernel's neighbour table: that would answer
/// from memory for a minute.
/// </summary>
internal sealed class ArpProber : StationProber
{
    /// <summary>
    /// ldh [6]; jeq #2; ret 65535; ret 0: replies only. Others' requests are a flood on a cable network.
    /// </summary>
    private static readonly ulong[] RepliesOnly =
    [
        BoundSocket.FilterStep(0x28, 0, 0, 6),
        BoundSocket.FilterStep(0x15, 0, 1, ArpPacket.Reply),
        BoundSocket.FilterStep(0x06, 0, 0, ushort.MaxValue),
        BoundSocket.FilterStep(0x06, 0, 0, 0),
    ];

    private readonly IpAddress _target;
    private readonly UplinkSocket _socket;

    public ArpProber(UplinkContext context, int monitor, IpAddress target)
        : base(context, monitor)
    {
        _target = target;
        _socket = new UplinkSocket(context, Open, OnReadable);
    }

    public override void Send(long round, RoutedFamilies routed)
    {
        var reason = Prepare(out var source, out var own, out var error);
        if (reason != ProbeReason.None)
        {
            NotSent(round, reason, error);
            return;
        }

        Span<byte> packet = stackalloc byte[ArpPacket.Length];
        new ArpPacket(ArpPacket.Request, own, source, default, _target).WriteTo(packet);
        var to = KernelSocketAddress.Link(0, ETH_P_ARP, LinkAddress.Broadcast);
        reason = _socket.Send(null, packet, ref to, out var sentAt, out error);
        if (reason == ProbeReason.None)
            Asked(round, sentAt);
        else
            NotSent(round, reason, error);
    }

    public override void Dispose() => _socket.Dispose();

    private ProbeReason Prepare(out IpAddress source, out LinkAddress own, out int error)
    {
        (source, own, error) = (default, default, 0);
        if (Context.Binding.IPv4 is not { } address)
            return ProbeReason.NoAddress;
        source = address.Source;
        var reason = Refresh(_socket, source, out error);
        if (reason != ProbeReason.None)
            return reason;
        return _socket.TryGetHardwareAddress(out own) ? ProbeReason.None : ProbeReason.NotApplicable;
    }

    private int Open(out BoundSocket? socket)
    {
        var error = BoundSocket.TryOpenPacket(Context.Binding, ETH_P_ARP, out socket);
        return error != 0 ? error : socket!.AttachFilter(RepliesOnly);
    }

    private void OnReadable(int error)
    {
        var packet = _socket.Packet;
        if (error != 0 || !ArpPacket.TryRead(Context.Loop.Buffer.AsSpan(0, packet.Length), out var arp)
            || arp.Operation != ArpPacket.Reply || arp.Sender != _target
            || arp.Target != Context.Binding.IPv4?.Source)
            return;
        OnAnswer(arp.SenderLink, packet.Stamp, 0);
    }
}
