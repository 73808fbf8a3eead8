using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Dns;

/// <summary>
/// Asks a server for the A record of a name. An address is a reply; NXDOMAIN, SERVFAIL or an empty answer is down
/// (T-106). The socket is connected, so that the kernel takes answers from the server alone; it keeps its port for
/// life (one conntrack entry per monitor), the identifier is random.
/// </summary>
internal sealed class DnsProber : MonitorProber
{
    public const ushort Port = 53;
    private const int MostOutstanding = 1024;
    private readonly IpAddress _server;
    private readonly UplinkSocket _socket;
    private readonly byte[] _query = new byte[DnsMessage.LongestQuery];
    private readonly int _length;
    private readonly Dictionary<ushort, (long Round, TimeSpan SentAt)> _outstanding = [];
    private readonly Queue<(ushort Id, TimeSpan SentAt)> _order = new();

    public DnsProber(UplinkContext context, int monitor, IpAddress server, string name)
        : base(context, monitor)
    {
        _server = server;
        _socket = new UplinkSocket(context, Open, OnReadable);
        _length = DnsMessage.WriteQuery(_query, 0, name, DnsType.A);
    }

    public override void Send(long round, RoutedFamilies routed)
    {
        var reason = _length == 0 ? ProbeReason.NameNotResolved : Context.Permit(_server, routed);
        var (error, sentAt) = (0, default(TimeSpan));
        var id = NewId();
        if (reason == ProbeReason.None)
        {
            var connected = default(KernelSocketAddress);
            BitConverter.TryWriteBytes(_query, id);
            reason = _socket.Send(_server, _query.AsSpan(0, _length), ref connected, out sentAt, out error);

            // The refusal of an earlier query may wait on the socket and then fails this send in its stead.
            if (error == ECONNREFUSED)
            {
                Refuse();
                reason = _socket.Send(_server, _query.AsSpan(0, _length), ref connected, out sentAt, out error);
            }
        }

        if (reason == ProbeReason.None)
            Remember(id, round, sentAt);
        else
            NotSent(round, reason, error);
    }

    public override void Dispose() => _socket.Dispose();

    private int Open(out BoundSocket? socket)
    {
        socket = null;
        if (Context.Binding[_server.Family] is not { } address)
            return Errno.EADDRNOTAVAIL;
        var error = BoundSocket.TryOpen(Context.Binding, address.Source, SOCK_DGRAM, IPPROTO_UDP, out socket);
        return error != 0 ? error : socket!.Connect(KernelSocketAddress.From(_server, Port, socket.InterfaceIndex));
    }

    private ushort NewId()
    {
        Span<byte> id = stackalloc byte[2];
        do
            KernelRandom.Fill(id);
        while (_outstanding.ContainsKey(BitConverter.ToUInt16(id)));
        return BitConverter.ToUInt16(id);
    }

    private void Remember(ushort id, long round, TimeSpan sentAt)
    {
        while (_order.TryPeek(out var oldest)
            && (_order.Count >= MostOutstanding || oldest.SentAt + ProbeEngine.LateReplyWindow < sentAt))
            Forget(_order.Dequeue(), out _);
        _order.Enqueue((id, sentAt));
        _outstanding[id] = (round, sentAt);
    }

    private void OnReadable(int error)
    {
        if (error == ECONNREFUSED)
            Refuse();
        if (error != 0)
            return;
        var packet = _socket.Packet;
        ReadOnlySpan<byte> message = Context.Loop.Buffer.AsSpan(0, packet.Length);
        if (message.Length < 2 || !_outstanding.TryGetValue(BitConverter.ToUInt16(message), out var asked))
            return;
        message[..2].CopyTo(_query);
        if (!DnsMessage.TryRead(message, _query.AsSpan(0, _length), out var response))
            return;
        _outstanding.Remove(BitConverter.ToUInt16(message));
        var receivedAt = MonotonicClock.FromKernelStamp(packet.Stamp, asked.SentAt);
        if (!response.Answers)
            Report(asked.Round, ProbeOutcome.Refused, ProbeReason.DnsError, asked.SentAt, receivedAt, 0, response.Code);
        else if (Context.Prove(_socket.InterfaceIndex, _server, out _) == ProbeReason.None)
            Report(asked.Round, ProbeOutcome.Reply, ProbeReason.None, asked.SentAt, receivedAt);
        else
            Report(asked.Round, ProbeOutcome.Lied, ProbeReason.RouteChanged, asked.SentAt, receivedAt);
    }

    /// <summary>An ICMP "port unreachable" does not say for which query: for the one that has waited longest.</summary>
    private void Refuse()
    {
        while (_order.TryDequeue(out var oldest))
        {
            if (!Forget(oldest, out var round))
                continue;
            Report(round, ProbeOutcome.Refused, ProbeReason.ConnectionRefused, oldest.SentAt, MonotonicClock.Now);
            return;
        }
    }

    /// <summary>False where it was answered before; its identifier may be another query's by now.</summary>
    private bool Forget((ushort Id, TimeSpan SentAt) query, out long round)
    {
        round = 0;
        if (!_outstanding.TryGetValue(query.Id, out var asked) || asked.SentAt != query.SentAt)
            return false;
        round = asked.Round;
        return _outstanding.Remove(query.Id);
    }
}
