using DualWan.Core.Net;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using static DualWan.Netlink.Interop.LinkConstants;
using static DualWan.Netlink.Interop.NeighborConstants;
using static DualWan.Netlink.Interop.NextHopConstants;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Route;

/// <content>Lists of objects, each of one moment: an interrupted dump is done again.</content>
internal sealed partial class RouteNetlink
{
    private delegate T? Parser<T>(ReadOnlySpan<byte> payload)
        where T : class;

    public IReadOnlyList<LinkMessage> DumpLinks()
    {
        _writer.Clear().Begin(RTM_GETLINK, 0);
        _writer.Struct(default(ifinfomsg));
        _writer.UInt32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        return Dump(LinkMessage.Parse, "list links");
    }

    /// <summary>One interface by its name; null where it does not exist.</summary>
    public LinkMessage? FindLink(string name)
    {
        _writer.Clear().Begin(RTM_GETLINK, 0);
        _writer.Struct(default(ifinfomsg));
        _writer.Text(IFLA_IFNAME, name);
        _writer.UInt32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        _writer.End();
        LinkMessage? found = null;
        var ack = connection.Query(_writer, message => found = LinkMessage.Parse(message.Payload));
        if (ack.Is(Errno.ENODEV))
            return null;
        ack.ThrowIfFailed($"find link {name}");
        return found;
    }

    /// <summary>Addresses of one family or both, of one interface or all (0).</summary>
    public IReadOnlyList<AddressMessage> DumpAddresses(IpFamily? family = null, int interfaceIndex = 0)
    {
        _writer.Clear().Begin(RTM_GETADDR, 0);
        _writer.Struct(new ifaddrmsg { ifa_family = (byte)(family ?? 0), ifa_index = (uint)interfaceIndex });
        return Dump(AddressMessage.Parse, "list addresses");
    }

    /// <summary>Routes of one family; a table that does not exist is an empty one.</summary>
    public IReadOnlyList<RouteMessage> DumpRoutes(RouteFilter filter)
    {
        _writer.Clear().Begin(RTM_GETROUTE, 0);
        _writer.Struct(new rtmsg
        {
            rtm_family = (byte)filter.Family,
            rtm_table = filter.Table <= byte.MaxValue ? (byte)filter.Table : RT_TABLE_UNSPEC,
            rtm_protocol = filter.Protocol,
            rtm_type = (byte)filter.Type,
        });
        if (filter.Table != 0)
            _writer.UInt32(RTA_TABLE, filter.Table);
        if (filter.OutInterface != 0)
            _writer.Int32(RTA_OIF, filter.OutInterface);
        try
        {
            return Dump(RouteMessage.Parse, "list routes");
        }
        catch (NetlinkException e) when (filter.Table != 0 && e.Is(Errno.ENOENT))
        {
            return [];
        }
    }

    /// <summary>Routes of both families, every table.</summary>
    public IReadOnlyList<RouteMessage> DumpRoutes() =>
        [.. DumpRoutes(new RouteFilter(IpFamily.IPv4)), .. DumpRoutes(new RouteFilter(IpFamily.IPv6))];

    public IReadOnlyList<RuleMessage> DumpRules(IpFamily? family = null)
    {
        if (family is null)
            return [.. DumpRules(IpFamily.IPv4), .. DumpRules(IpFamily.IPv6)];
        _writer.Clear().Begin(RTM_GETRULE, 0);
        _writer.Struct(new fib_rule_hdr { family = (byte)family });
        return Dump(RuleMessage.Parse, "list rules");
    }

    /// <summary>Nexthops of all families; of one interface where it is not 0, or groups alone.</summary>
    public IReadOnlyList<NextHopMessage> DumpNextHops(int interfaceIndex = 0, bool groupsOnly = false)
    {
        _writer.Clear().Begin(RTM_GETNEXTHOP, 0);
        _writer.Struct(default(nhmsg));
        if (interfaceIndex != 0)
            _writer.Int32(NHA_OIF, interfaceIndex);
        if (groupsOnly)
            _writer.Flag(NHA_GROUPS);
        return Dump(NextHopMessage.Parse, "list nexthops");
    }

    public IReadOnlyList<NeighborMessage> DumpNeighbors(IpFamily? family = null, int interfaceIndex = 0)
    {
        _writer.Clear().Begin(RTM_GETNEIGH, 0);
        _writer.Struct(new ndmsg { ndm_family = (byte)(family ?? 0) });
        if (interfaceIndex != 0)
            _writer.Int32(NDA_IFINDEX, interfaceIndex);
        return Dump(NeighborMessage.Parse, "list neighbours");
    }

    /// <summary>Ends the open request, sends it and collects what its parser does not skip.</summary>
    private List<T> Dump<T>(Parser<T> parse, string operation)
        where T : class
    {
        _writer.End();
        var found = new List<T>();
        connection.Dump(_writer, Collect, found.Clear, operation);
        return found;

        void Collect(NetlinkMessage message)
        {
            if (parse(message.Payload) is { } item)
                found.Add(item);
        }
    }
}
