using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Dns;

/// <summary>
/// One name asked of one server after the other, each with a fresh port and identifier, until one gives an address.
/// </summary>
internal sealed class NameLookup(
    UplinkContext context, string name, IReadOnlyList<(IpAddress Server, DnsType Type)> questions,
    Action<NameLookup, DnsResponse> finished) : IDisposable
{
    private readonly byte[] _query = new byte[DnsMessage.LongestQuery];
    private int _length;
    private int _next;
    private UplinkSocket? _socket;
    private bool _ended;

    public string Name => name;

    public List<Action<IpAddress?>> Waiters { get; } = [];

    public void Start() => AskNext();

    public void Dispose()
    {
        _ended = true;
        _socket?.Dispose();
    }

    private void AskNext()
    {
        while (!_ended && _next < questions.Count)
        {
            var (server, type) = questions[_next++];
            if (!TryAsk(server, type))
                continue;
            var asked = _next;
            context.Loop.Schedule(MonotonicClock.Now + context.Options.ResolverTimeout, () =>
            {
                if (_next == asked)
                    AskNext();
            });
            return;
        }

        End(default);
    }

    private bool TryAsk(IpAddress server, DnsType type)
    {
        _socket?.Dispose();
        _socket = new UplinkSocket(context, (out BoundSocket? socket) => Open(server, out socket), OnReadable);
        Span<byte> id = stackalloc byte[2];
        KernelRandom.Fill(id);
        _length = DnsMessage.WriteQuery(_query, BitConverter.ToUInt16(id), name, type);
        var connected = default(KernelSocketAddress);
        return _length != 0 && _socket.Send(
            server, _query.AsSpan(0, _length), ref connected, out _, out _) == ProbeReason.None;
    }

    private int Open(IpAddress server, out BoundSocket? socket)
    {
        socket = null;
        if (context.Binding[server.Family] is not { } address)
            return Errno.EADDRNOTAVAIL;
        var error = BoundSocket.TryOpen(context.Binding, address.Source, SOCK_DGRAM, IPPROTO_UDP, out socket);
        return error != 0
            ? error : socket!.Connect(KernelSocketAddress.From(server, DnsProber.Port, socket.InterfaceIndex));
    }

    private void OnReadable(int error)
    {
        if (error != 0)
        {
            AskNext();
            return;
        }

        var packet = _socket!.Packet;
        if (!DnsMessage.TryRead(
            context.Loop.Buffer.AsSpan(0, packet.Length), _query.AsSpan(0, _length), out var response))
            return;
        if (response.Answers)
            End(response);
        else
            AskNext();
    }

    private void End(DnsResponse response)
    {
        if (_ended)
            return;
        Dispose();
        finished(this, response);
    }
}
