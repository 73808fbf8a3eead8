using System.Runtime.InteropServices;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Probing.Engine;
using DualWan.Probing.Sockets;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Icmp;

/// <summary>
/// The raw ICMP socket of one uplink and family. A socket for each: one receiver for all would get every uplink's
/// answers and could not tell them apart where gateway and monitor are the same. The socket's filter keeps everything
/// out but echo replies and errors.
/// </summary>
internal sealed class IcmpChannel : IDisposable
{
    private readonly UplinkContext _context;
    private readonly IpFamily _family;
    private readonly Dictionary<ushort, IcmpProber> _probers = [];
    private readonly UplinkSocket _socket;

    public IcmpChannel(UplinkContext context, IpFamily family)
    {
        (_context, _family) = (context, family);
        _socket = new UplinkSocket(context, Open, OnReadable);
    }

    public UplinkSocket Socket => _socket;

    /// <summary>Gives a prober its echo identifier, unlike the others' of this uplink.</summary>
    public ushort Register(IcmpProber prober)
    {
        ushort id;
        do
            id = (ushort)Random.Shared.Next(1, ushort.MaxValue + 1);
        while (!_probers.TryAdd(id, prober));
        return id;
    }

    public void Dispose() => _socket.Dispose();

    private int Open(out BoundSocket? socket)
    {
        socket = null;
        if (_context.Binding[_family] is not { } address)
            return Errno.EADDRNOTAVAIL;
        var protocol = _family == IpFamily.IPv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
        var error = BoundSocket.TryOpen(_context.Binding, address.Source, SOCK_RAW, protocol, out socket);
        if (error != 0)
            return error;
        return _family == IpFamily.IPv4 ? Filter4(socket!) : Filter6(socket!);
    }

    /// <summary>struct icmp_filter: a set bit keeps the type out.</summary>
    private static int Filter4(BoundSocket socket)
    {
        const int wanted = (1 << IcmpEcho.Reply4) | (1 << IcmpEcho.Unreachable4) | (1 << IcmpEcho.TimeExceeded4);
        return socket.Set(SOL_RAW, ICMP_FILTER, ~wanted);
    }

    /// <summary>struct icmp6_filter: 256 bits.</summary>
    private static int Filter6(BoundSocket socket)
    {
        Span<uint> blocked = [~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u];
        foreach (var type in (ReadOnlySpan<byte>)[IcmpEcho.Reply6, IcmpEcho.Unreachable6, IcmpEcho.TimeExceeded6])
            blocked[type >> 5] &= ~(1u << (type & 31));
        var error = socket.Set(IPPROTO_ICMPV6, ICMPV6_FILTER, MemoryMarshal.AsBytes(blocked));
        return error != 0 ? error : socket.Set(SOL_IPV6, IPV6_RECVHOPLIMIT, 1);
    }

    private void OnReadable(int error)
    {
        if (error != 0)
            return;
        var packet = _socket.Packet;
        ReadOnlySpan<byte> bytes = _context.Loop.Buffer.AsSpan(0, packet.Length);
        IcmpAnswer answer;
        var known = _family == IpFamily.IPv4
            ? IcmpEcho.TryRead4(bytes, out answer)
            : IcmpEcho.TryRead6(bytes, packet.Source, out answer);
        if (!known || !_probers.TryGetValue(answer.Id, out var prober))
            return;
        if (_family == IpFamily.IPv6)
            answer = answer with { HopLimit = packet.HopLimit };
        prober.OnAnswer(answer, packet.Stamp);
    }
}
