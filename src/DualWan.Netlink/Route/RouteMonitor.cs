using System.Runtime.CompilerServices;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <summary>
/// Listens to the changes of links, addresses, routes, rules, nexthops and neighbours of one namespace. Subscribe
/// before the first dump, so that no change falls between the two.
/// </summary>
internal sealed class RouteMonitor(INetlinkTransport transport) : IDisposable
{
    /// <summary>Everything but neighbours, which are many and seldom wanted.</summary>
    public static readonly uint[] DefaultGroups =
    [
        RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
        RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, RTNLGRP_NEXTHOP,
    ];

    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>Subscribes in the network namespace of this thread. <paramref name="receiveBuffer"/> in
    /// bytes.</summary>
    public static RouteMonitor Open(uint[]? groups = null, int receiveBuffer = 4 << 20) =>
        new(NetlinkSocket.Open(NetlinkConstants.NETLINK_ROUTE, groups ?? DefaultGroups, receiveBuffer));

    public void Dispose() => transport.Dispose();

    /// <summary>Waits for events, for ever. An overrun is an event among them, in its place.</summary>
    public async IAsyncEnumerable<RouteNotification> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var batch = new List<RouteNotification>();
        while (true)
        {
            if (!await WaitAsync(cancellationToken).ConfigureAwait(false))
                batch.Add(new RouteNotification(RouteNotificationKind.Overrun, null, 0));
            Read(batch, TimeSpan.Zero);
            foreach (var notification in batch)
                yield return notification;
            batch.Clear();
        }
    }

    /// <summary>Adds what waits now, or comes within <paramref name="timeout"/>; false where there was
    /// nothing.</summary>
    public bool Read(List<RouteNotification> notifications, TimeSpan timeout)
    {
        var before = notifications.Count;
        while (TryReceive(notifications, notifications.Count == before ? timeout : TimeSpan.Zero))
        {
        }

        return notifications.Count > before;
    }

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transport.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NetlinkOverrunException)
        {
            return false;
        }
    }

    private bool TryReceive(List<RouteNotification> notifications, TimeSpan timeout)
    {
        try
        {
            var length = transport.Receive(_buffer, timeout);
            if (length == 0)
                return false;
            // A cut datagram has lost events as surely as an overrun has.
            if (length > _buffer.Length)
                throw new NetlinkOverrunException();
            Decode(_buffer.AsSpan(0, length), notifications);
        }
        catch (NetlinkOverrunException)
        {
            notifications.Add(new RouteNotification(RouteNotificationKind.Overrun, null, 0));
        }

        return true;
    }

    private static void Decode(ReadOnlySpan<byte> datagram, List<RouteNotification> notifications)
    {
        var reader = new NetlinkMessageReader(datagram);
        while (reader.Read(out var message))
        {
            var removed = (message.Type & 1) != 0;
            if (Parse((ushort)(message.Type & ~1), message.Payload) is { } found)
            {
                var kind = removed ? RouteNotificationKind.Removed : RouteNotificationKind.Changed;
                notifications.Add(new RouteNotification(kind, found, message.PortId));
            }
        }
    }

    private static RtnetlinkMessage? Parse(ushort newType, ReadOnlySpan<byte> payload) => newType switch
    {
        RTM_NEWLINK => LinkMessage.Parse(payload),
        RTM_NEWADDR => AddressMessage.Parse(payload),
        RTM_NEWROUTE => RouteMessage.Parse(payload),
        RTM_NEWRULE => RuleMessage.Parse(payload),
        RTM_NEWNEXTHOP => NextHopMessage.Parse(payload),
        RTM_NEWNEIGH => NeighborMessage.Parse(payload),
        _ => null,
    };
}
