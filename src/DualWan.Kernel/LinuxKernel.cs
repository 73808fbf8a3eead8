using DualWan.Core;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Connections;
using DualWan.Kernel.Execution;
using DualWan.Kernel.Monitoring;
using DualWan.Kernel.Snapshots;
using DualWan.Kernel.Sysctls;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;

namespace DualWan.Kernel;

/// <summary>
/// The kernel of one network namespace: that of the thread that opens it. Synchronous and for one caller at a time; the
/// caller must be in the same namespace, because sysctls and libnftables go by the calling thread.
/// </summary>
internal sealed class LinuxKernel : IKernel, IDisposable
{
    private readonly OwnPortTransport _port;
    private readonly RouteNetlink _route;
    private readonly NftablesNetlink _nft;
    private readonly ConntrackClient _conntrack;
    private readonly LinkTable _links;
    private readonly NftReader _nftReader;
    private readonly SnapshotReader _reader;
    private readonly PlanExecutor _executor;

    /// <summary>The transports are this object's from here on.</summary>
    public LinuxKernel(
        INetlinkTransport route, INetlinkTransport nft, INetlinkTransport conntrack, string stateDirectory,
        SysctlFiles? sysctls = null)
    {
        sysctls ??= new SysctlFiles();
        Sysctls = new SysctlKeeper(stateDirectory, sysctls);
        _port = new OwnPortTransport(route);
        _route = new RouteNetlink(new NetlinkConnection(_port));
        _nft = new NftablesNetlink(new NetlinkConnection(nft));
        _conntrack = new ConntrackClient(new NetlinkConnection(conntrack));
        _links = new LinkTable(_route);
        _nftReader = new NftReader(_nft);
        _reader = new SnapshotReader(_route, _links, _nftReader, sysctls);
        _executor = new PlanExecutor(
            _route, new RouteRequests(_links), new NftExecutor(_nft), _conntrack, sysctls, Sysctls);
        Receivers = new ReceiverPoker(_conntrack, _route, _links);
    }

    /// <summary>What sysctls were before us; <see cref="Reconciler.Cleanup"/> wants its <c>Original</c>.</summary>
    public SysctlKeeper Sysctls { get; }

    /// <summary>Makes hosts that only receive meet the reset.</summary>
    public ReceiverPoker Receivers { get; }

    /// <summary>The netlink port that our changes of links, routes, rules and nexthops come from; 0 before the
    /// first.</summary>
    public uint RoutePort => _port.Port;

    /// <summary>Opens the sockets in the network namespace of the calling thread.</summary>
    /// <param name="stateDirectory">Where old sysctls are kept.</param>
    /// <exception cref="NetlinkException">The kernel lacks what the program needs, or the right is missing.</exception>
    public static LinuxKernel Open(string stateDirectory)
    {
        var route = NetlinkSocket.Open(NetlinkConstants.NETLINK_ROUTE);
        var nft = NetlinkSocket.Open(NetlinkConstants.NETLINK_NETFILTER);
        return new LinuxKernel(route, nft, NetlinkSocket.Open(NetlinkConstants.NETLINK_NETFILTER), stateDirectory);
    }

    public KernelSnapshot Read(SnapshotRequest request) => _reader.Read(request);

    public ApplyResult Apply(ReconcilePlan plan) => _executor.Run(plan);

    /// <summary>The named counters of our table alone.</summary>
    public EquatableArray<NftCounterFact> ReadCounters() => _nftReader.ReadCounters();

    public void Dispose()
    {
        _route.Dispose();
        _nft.Dispose();
        _conntrack.Dispose();
    }
}
