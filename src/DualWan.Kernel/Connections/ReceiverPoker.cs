using DualWan.Core.Net;
using DualWan.Kernel.Snapshots;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Connections;

/// <summary>
/// A host that only receives (a download) sends nothing and so never meets the reset of its flushed connection. It is
/// poked with one packet, past routing and netfilter, straight onto its wire (kernel.md D7 and row 32).
/// </summary>
internal sealed class ReceiverPoker(ConntrackClient conntrack, RouteNetlink route, LinkTable links)
{
    /// <summary>More than this many are left to their own time-outs.</summary>
    public const int MaxTargets = 20_000;

    private const int PerBurst = 20;
    private static readonly TimeSpan BetweenBursts = TimeSpan.FromMilliseconds(10);

    // kernel.md section 3: bit 29, the connection came in by the uplink.
    private const uint CameIn = 0x2000_0000;
    private const byte ProtocolTcp = 6;
    private const ushort EtherTypeIPv4 = 0x0800;
    private const ushort EtherTypeIPv6 = 0x86DD;

    /// <summary>Lists the established TCP connections with a pin. To be called before the flush, which forgets
    /// them.</summary>
    public IReadOnlyList<PokeTarget> List(uint mark, uint mask)
    {
        var targets = new List<PokeTarget>();
        // This stands between the routes and the flush. A walk over the kernel's 262,144 buckets takes 10 ms, so there
        // is one, and it is the kernel that leaves UDP out. IPv6 is not pinned (docs/decisions/0004).
        foreach (var flow in conntrack.Dump(new MarkFilter(mark, mask), IpFamily.IPv4, ProtocolTcp))
        {
            if (flow.TcpState != TcpState.Established)
                continue;
            targets.Add(TargetOf(flow));
            if (targets.Count == MaxTargets)
                break;
        }

        return targets;
    }

    /// <summary>
    /// Pokes each once, 2,000 a second. What needs the kernel (routes, neighbours, sockets) is asked before the first
    /// pause, on the caller's thread. Returns how many were sent; a host that has no neighbour entry is left out.
    /// </summary>
    public Task<int> PokeAsync(
        IReadOnlyList<PokeTarget> targets, TimeProvider time, CancellationToken cancellationToken = default)
    {
        if (targets.Count == 0)
            return Task.FromResult(0);
        var ways = FindWays(targets.Select(target => target.Host).Distinct());
        return SendAsync(targets, ways, time, cancellationToken);
    }

    /// <summary>Reads an entry and pokes this host itself, to whom no wire leads: nothing is sent.</summary>
    public void Rehearse(TimeProvider time)
    {
        var here = IpAddress.Parse("127.0.0.1");
        var flow = ConntrackClient.Rehearse(new ConntrackTuple
        {
            Source = here,
            Destination = here,
            Protocol = ProtocolTcp,
            SourcePort = 1,
            DestinationPort = 1,
        });
        _ = PokeAsync([TargetOf(flow)], time);
    }

    private static PokeTarget TargetOf(ConntrackFlow flow)
    {
        // From inside outward the host is the originator; of what came in it is who answers, behind a port forward.
        var tuple = (flow.Mark & CameIn) == 0 ? flow.Original : flow.Reply;
        return new PokeTarget(tuple.Source, tuple.SourcePort, tuple.Destination, tuple.DestinationPort);
    }

    private Ways FindWays(IEnumerable<IpAddress> hosts)
    {
        var ways = new Ways();
        var neighbors = new Dictionary<(int, IpAddress), LinkAddress>();
        foreach (var entry in route.DumpNeighbors())
        {
            if (entry.LinkAddress.Count is > 0 and <= 8)
                neighbors[(entry.InterfaceIndex, entry.Destination)] = new LinkAddress(entry.LinkAddress.AsSpan());
        }

        foreach (var host in hosts)
        {
            var ack = route.LookUp(new RouteLookup(host), out var answer);
            // Our own addresses are no receivers that a wire leads to.
            if (!ack.Succeeded || answer is not { Type: RouteType.Unicast, OutInterface: not 0 })
                continue;
            var known = neighbors.TryGetValue((answer.OutInterface, answer.Gateway ?? host), out var address);
            if (known || !HasNeighbors(answer.OutInterface))
                ways.Add(host, answer.OutInterface, address);
        }

        return ways;
    }

    /// <summary>A tunnel or ppp device takes packets without a link address.</summary>
    private bool HasNeighbors(int index) => links.NameOf(index) is not { } name
        || route.FindLink(name) is not { } link
        || (link.Flags & (LinkFlags.NoArp | LinkFlags.PointToPoint)) == 0;

    private static async Task<int> SendAsync(
        IReadOnlyList<PokeTarget> targets, Ways ways, TimeProvider time, CancellationToken cancellationToken)
    {
        using (ways)
        {
            using var pace = new PeriodicTimer(BetweenBursts, time);
            var sent = 0;
            for (var first = 0; first < targets.Count; first += PerBurst)
            {
                if (first > 0 && !await pace.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                    break;
                for (var i = first; i < Math.Min(first + PerBurst, targets.Count); i++)
                    sent += ways.TrySend(targets[i]) ? 1 : 0;
            }

            return sent;
        }
    }

    /// <summary>For each host the socket on its interface and its link address.</summary>
    private sealed class Ways : IDisposable
    {
        private readonly Dictionary<int, PacketSocket> _sockets = [];
        private readonly Dictionary<IpAddress, (PacketSocket Socket, LinkAddress Address)> _hosts = [];

        public void Add(IpAddress host, int interfaceIndex, LinkAddress address)
        {
            if (!_sockets.TryGetValue(interfaceIndex, out var socket))
                _sockets[interfaceIndex] = socket = PacketSocket.Open(interfaceIndex, 0);
            _hosts[host] = (socket, address);
        }

        public bool TrySend(PokeTarget target)
        {
            if (!_hosts.TryGetValue(target.Host, out var way))
                return false;
            Span<byte> packet = stackalloc byte[PokePacket.MaxLength];
            var length = PokePacket.Write(packet, target);
            var etherType = target.Host.Family == IpFamily.IPv4 ? EtherTypeIPv4 : EtherTypeIPv6;
            return way.Socket.TrySend(packet[..length], way.Address, etherType);
        }

        public void Dispose()
        {
            foreach (var socket in _sockets.Values)
                socket.Dispose();
        }
    }
}
