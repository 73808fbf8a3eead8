using System.Threading.Channels;
using DualWan.Core.Reconciliation;
using DualWan.Kernel.Snapshots;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Monitoring;

/// <summary>
/// Listens to the kernel: links, addresses, routes, rules, nexthops and nf_tables of one namespace, as compact events.
/// Open it before the first snapshot, so that no change falls between the two.
/// </summary>
internal sealed partial class KernelMonitor : IKernelEvents, IDisposable
{
    /// <summary>Events that may wait unread.</summary>
    public const int DefaultCapacity = 4096;

    private readonly RouteMonitor _routes;
    private readonly NftablesMonitor _nft;
    private readonly Func<uint> _ownPort;
    private readonly Channel<KernelEvent> _channel;
    private readonly Dictionary<int, string> _names = [];
    private readonly Lock _gate = new();
    private bool _dropped;

    private KernelMonitor(RouteMonitor routes, NftablesMonitor nft, Func<uint> ownPort, int capacity)
    {
        _routes = routes;
        _nft = nft;
        _ownPort = ownPort;
        // When nobody reads, the oldest go: what matters is that something changed, and the overrun behind says it.
        _channel = Channel.CreateBounded<KernelEvent>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => _dropped = true);
    }

    public ChannelReader<KernelEvent> Events => _channel.Reader;

    /// <summary>Subscribes in the network namespace of the calling thread.</summary>
    /// <param name="ownPort">The netlink port that our own changes come from
    /// (<see cref="LinuxKernel.RoutePort"/>).</param>
    /// <param name="receiveBuffer">Bytes of each socket; small ones are for tests of overruns.</param>
    public static KernelMonitor Open(
        Func<uint> ownPort, int receiveBuffer = 4 << 20, int capacity = DefaultCapacity)
    {
        var routes = RouteMonitor.Open(receiveBuffer: receiveBuffer);
        var monitor = new KernelMonitor(routes, NftablesMonitor.Open(receiveBuffer), ownPort, capacity);
        using var route = RouteNetlink.Open();
        foreach (var link in route.DumpLinks())
            monitor._names[link.Index] = link.Name;
        return monitor;
    }

    /// <summary>Listens until cancelled; where one half fails the other ends too, so that the caller learns of
    /// it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(EndBothAsync(ListenToRoutesAsync, both), EndBothAsync(ListenToNftAsync, both))
            .ConfigureAwait(false);
    }

    public void Dispose()
    {
        _routes.Dispose();
        _nft.Dispose();
    }

    private static async Task EndBothAsync(Func<CancellationToken, Task> listen, CancellationTokenSource both)
    {
        try
        {
            await listen(both.Token).ConfigureAwait(false);
        }
        finally
        {
            await both.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task ListenToRoutesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notification in _routes.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (Translate(notification) is { } found)
                    Post(found with { Ours = notification.PortId != 0 && notification.PortId == _ownPort() });
            }
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }
    }

    private async Task ListenToNftAsync(CancellationToken cancellationToken)
    {
        var transaction = new NftTransactionEvents();
        try
        {
            await foreach (var notification in _nft.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (transaction.Take(notification) is { } found)
                    Post(found);
            }
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }
    }

    private void Post(KernelEvent found)
    {
        lock (_gate)
        {
            _dropped = false;
            _channel.Writer.TryWrite(found);
            if (_dropped)
                _channel.Writer.TryWrite(new KernelEvent.Overrun());
        }
    }

    private KernelEvent? Translate(RouteNotification notification)
    {
        var deleted = notification.Kind == RouteNotificationKind.Removed;
        return notification switch
        {
            { Kind: RouteNotificationKind.Overrun } => new KernelEvent.Overrun(),
            { Object: LinkMessage link } => Translate(link, deleted),
            { Object: AddressMessage address } => new KernelEvent.AddressChanged(
                address.InterfaceIndex, _names.GetValueOrDefault(address.InterfaceIndex), address.Local, deleted),
            { Object: RouteMessage route } => Translate(route, deleted),
            { Object: RuleMessage rule } => new KernelEvent.RuleChanged(
                rule.Family, rule.Priority, rule.Protocol == KernelNumbers.Protocol, deleted),
            { Object: NextHopMessage hop } => new KernelEvent.NextHopChanged(
                hop.Id, (hop.Id & KernelNumbers.NextHopIdMask) == KernelNumbers.NextHopIdBase, deleted),
            _ => null,
        };
    }

    private KernelEvent.LinkChanged Translate(LinkMessage link, bool deleted)
    {
        var known = _names.GetValueOrDefault(link.Index);
        if (deleted)
            _names.Remove(link.Index);
        else
            _names[link.Index] = link.Name;
        return new KernelEvent.LinkChanged(link.Name, link.Index, link.IsUp, KernelFacts.HasCarrier(link), deleted,
            known is not null && known != link.Name ? known : null);
    }

    /// <summary>Ours, main's, and every default: what others do in tables of their own is no concern of ours.</summary>
    private static KernelEvent.RouteChanged? Translate(RouteMessage route, bool deleted)
    {
        var ours = route.Protocol == KernelNumbers.Protocol;
        var concerns = ours || route.Table == RouteMessage.MainTable
            || (route.Destination.IsDefault && route.Table != RouteMessage.LocalTable);
        return concerns && (route.Flags & RouteFlags.Cloned) == 0
            ? new KernelEvent.RouteChanged(route.Table, route.Destination, ours, deleted) : null;
    }
}
