using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;

namespace DualWan.Probing.Icmp;

/// <summary>
/// Echo requests to one target. One identifier for life, so that conntrack has one entry per monitor and not one per
/// probe (kernel.md D14).
/// </summary>
internal sealed class IcmpProber : MonitorProber
{
    private readonly IcmpChannel _channel;
    private readonly IpAddress _target;
    private readonly ushort _id;
    private readonly ulong _cookie;
    private readonly OutstandingProbes _outstanding = new();
    private ushort _sequence;

    public IcmpProber(UplinkContext context, int monitor, IcmpChannel channel, IpAddress target)
        : base(context, monitor)
    {
        (_channel, _target) = (channel, target);
        _id = channel.Register(this);
        Span<byte> secret = stackalloc byte[8];
        KernelRandom.Fill(secret);
        _cookie = BitConverter.ToUInt64(secret);
    }

    public override void Send(long round, RoutedFamilies routed)
    {
        if (Context.Permit(_target, routed) is var forbidden && forbidden != ProbeReason.None)
        {
            NotSent(round, forbidden);
            return;
        }

        Span<byte> packet = stackalloc byte[IcmpEcho.Length];
        IcmpEcho.WriteRequest(packet, _target.Family, _id, ++_sequence, _cookie);
        var to = KernelSocketAddress.From(_target, 0);
        var reason = _channel.Socket.Send(_target, packet, ref to, out var sentAt, out var error);
        if (reason == ProbeReason.None)
            _outstanding.Add(_sequence, round, sentAt);
        else
            NotSent(round, reason, error);
    }

    /// <summary>An answer with this prober's identifier; anything else about it may be wrong.</summary>
    public void OnAnswer(in IcmpAnswer answer, TimeSpan stamp)
    {
        if (answer.Target != _target || (!answer.IsError && answer.Cookie != _cookie)
            || !_outstanding.TryTake(answer.Sequence, out var round, out var sentAt))
            return;
        var receivedAt = MonotonicClock.FromKernelStamp(stamp, sentAt);
        var (outcome, reason) = answer.IsError
            ? (ProbeOutcome.Refused, ProbeReason.IcmpError)
            : Context.Prove(_channel.Socket.InterfaceIndex, _target, out _) == ProbeReason.None
                ? (ProbeOutcome.Reply, ProbeReason.None)
                : (ProbeOutcome.Lied, ProbeReason.RouteChanged);
        Report(round, outcome, reason, sentAt, receivedAt, answer.HopLimit, answer.Error);
    }

    /// <summary>The socket is the uplink's.</summary>
    public override void Dispose()
    {
    }
}
