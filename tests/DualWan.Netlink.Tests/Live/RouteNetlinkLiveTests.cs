using System.Text.Json;
using DualWan.Core.Net;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;
using Xunit;
using static DualWan.Netlink.Tests.Live.NamespaceThread;

namespace DualWan.Netlink.Tests.Live;

/// <summary>The real kernel, judged by <c>ip -j</c>.</summary>
public sealed class RouteNetlinkLiveTests
{
    private const byte Ours = 215;

    [Fact]
    public void Objects_Added_AreSeenByIp() => InLab(netlink =>
    {
        var wan0 = netlink.FindLink("wan0")!;
        netlink.Add(Single(0xD7000001, "10.1.1.1", wan0.Index));
        netlink.Add(new NextHopMessage { Id = 0xD7000101, Protocol = Ours, Group = [new(0xD7000001, 3)] });
        netlink.Add(Default(7701) with { NextHopId = 0xD7000101, Priority = 10 });
        netlink.Add(Default(7701) with { Type = RouteType.Unreachable, Priority = uint.MaxValue });
        netlink.Add(Rule(IpFamily.IPv4) with { Mark = 0x01000000, MarkMask = 0xff000000 });
        netlink.Add(Rule(IpFamily.IPv6) with { SuppressPrefixLength = 0, Table = RouteMessage.MainTable });

        Assert.Contains("id 3607101697 group 3607101441,3",
            Ip("nexthop").Replace(" proto 215", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var routes = Ip("route show table 7701");
        Assert.Contains("default nhid 3607101697 via 10.1.1.1 dev wan0 proto 215 metric 10", routes,
            StringComparison.Ordinal);
        Assert.Contains("unreachable default proto 215 metric 4294967295", routes, StringComparison.Ordinal);
        Assert.Contains("20500:\tfrom all fwmark 0x1000000/0xff000000 lookup 7701 proto 215", Ip("rule"),
            StringComparison.Ordinal);
        Assert.Contains("20500:\tfrom all lookup main suppress_prefixlength 0 proto 215", Ip("-6 rule"),
            StringComparison.Ordinal);
    });

    [Fact]
    public void Dumps_FilteredByTheKernel_ReturnWhatIpShows() => InLab(netlink =>
    {
        Ip("route add 192.0.2.0/24 via 10.1.1.1 table 7702 proto 215 mtu 1400");
        Ip("route add 198.51.100.0/24 table 7702 nexthop via 10.1.1.1 weight 3 nexthop dev wan0");
        Ip("route add 203.0.113.0/24 via inet6 fe80::1 dev wan0 table 7703");
        var found = netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4) { Table = 7702 });
        Assert.Equal(2, found.Count);
        var ours = Assert.Single(netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4) { Protocol = Ours }));
        Assert.Equal(1400u, ours.Mtu);
        Assert.Equal(IpAddress.Parse("10.1.1.1"), ours.Gateway);
        Assert.Equal([3, 1], found.Single(r => !r.Hops.IsEmpty).Hops.Select(h => h.Weight));
        var via = Assert.Single(netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4) { Table = 7703 }));
        Assert.Equal(IpAddress.Parse("fe80::1"), via.Gateway);
        Assert.Empty(netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4) { Table = 7799 }));
        Assert.Equal(Json("-4 route show table all").Count, netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4)).Count);
        Assert.Equal(Json("rule").Count + Json("-6 rule").Count, netlink.DumpRules().Count);
        Assert.Equal(Json("link").Select(l => l.GetProperty("ifname").GetString()),
            netlink.DumpLinks().Select(l => l.Name));
    });

    [Fact]
    public void Refusals_CarryTheKernelsWords() => InLab(netlink =>
    {
        var missing = netlink.TryExecute(RouteRequest.Delete(Default(7701)));
        Assert.Equal(Errno.ESRCH, missing.ErrorNumber);
        var e = Assert.Throws<NetlinkException>(() =>
            netlink.Add(Single(1, "192.0.2.1", netlink.FindLink("wan0")!.Index)));
        Assert.Equal(Errno.ENETUNREACH, e.ErrorNumber);
        Assert.Equal("Nexthop has invalid gateway", e.KernelMessage);
        netlink.Add(Rule(IpFamily.IPv4));
        Assert.Equal(Errno.EEXIST, netlink.TryExecute(RouteRequest.Add(Rule(IpFamily.IPv4))).ErrorNumber);
        Assert.Null(netlink.FindLink("nowhere0"));
    });

    [Fact]
    public void Batch_OfManyWithOneFault_ReportsEachVerdict() => InLab(netlink =>
    {
        var wan0 = netlink.FindLink("wan0")!.Index;
        var requests = Enumerable.Range(0, 2000)
            .Select(i => RouteRequest.Add(Numbered(i == 1000 ? 0 : i, wan0))).ToList();
        var acks = netlink.ExecuteBatch(requests);
        Assert.Equal([1000], Enumerable.Range(0, 2000).Where(i => !acks[i].Succeeded));
        Assert.Equal(Errno.EEXIST, acks[1000].ErrorNumber);
        Assert.Equal(1999, Ip("route show table 7704").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    });

    [Fact]
    public void Lookup_AnswersAsIpRouteGet() => InLab(netlink =>
    {
        Ip("route add unreachable default table 7705");
        Ip("rule add pref 20001 fwmark 0x5000000/0xff000000 lookup 7705");
        Ip("route add default via 10.1.1.1");
        var target = IpAddress.Parse("198.51.100.9");
        Assert.True(netlink.LookUp(new RouteLookup(target), out var free).Succeeded);
        Assert.Equal(IpAddress.Parse("10.1.1.1"), free!.Gateway);
        var ack = netlink.LookUp(new RouteLookup(target) { Mark = 0x05000000 }, out var none);
        Assert.Equal(Errno.EHOSTUNREACH, ack.ErrorNumber);
        Assert.Null(none);
    });

    [Fact]
    public void Monitor_ReportsChangesOfEveryKind() => InLab(netlink =>
    {
        using var monitor = RouteMonitor.Open();
        Ip("addr add 10.9.9.9/24 dev wan0");
        Ip("route add 192.0.2.0/24 via 10.1.1.1 proto 215");
        Ip("rule add pref 20007 lookup 7707");
        Ip("nexthop add id 7 dev wan0");
        Ip("nexthop del id 7");
        Ip("link set wan0 down");
        var seen = new List<RouteNotification>();
        monitor.Read(seen, TimeSpan.FromSeconds(2));
        Assert.Contains(seen, n =>
            n.Object is AddressMessage { Local.Length: 24 } && n.Kind == RouteNotificationKind.Changed);
        Assert.Contains(seen, n => n.Object is RouteMessage { Protocol: Ours });
        Assert.Contains(seen, n => n.Object is RuleMessage { Priority: 20007, Table: 7707 });
        Assert.Contains(seen, n => n.Object is NextHopMessage { Id: 7 } && n.Kind == RouteNotificationKind.Removed);
        Assert.Contains(seen, n => n.Object is LinkMessage { Name: "wan0", IsUp: false });
    });

    [Fact]
    public void Monitor_WithTwoKilobytesOfRoom_ReportsTheOverrunAndGoesOn() => InLab(_ =>
    {
        using var monitor = RouteMonitor.Open(receiveBuffer: 2048);
        for (var i = 1; i < 40; i++)
            Ip($"route add 10.77.{i}.0/24 via 10.1.1.1");
        var seen = new List<RouteNotification>();
        monitor.Read(seen, TimeSpan.FromSeconds(2));
        Assert.Contains(seen, n => n.Kind == RouteNotificationKind.Overrun);
        seen.Clear();
        Ip("route add 10.78.1.0/24 via 10.1.1.1");
        monitor.Read(seen, TimeSpan.FromSeconds(2));
        Assert.Contains(seen, n => n.Object is RouteMessage r && r.Destination.ToString() == "10.78.1.0/24");
    });

    [Fact]
    public void Monitor_Asynchronously_ReportsTheOverrunToo() => InLab(_ =>
    {
        using var monitor = RouteMonitor.Open(receiveBuffer: 2048);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        for (var i = 1; i < 40; i++)
            Ip($"route add 10.77.{i}.0/24 via 10.1.1.1");
        var overrun = FirstAsync(monitor, n => n.Kind == RouteNotificationKind.Overrun, patience.Token);
        Assert.Null(overrun.GetAwaiter().GetResult().Object);
    });

    // K-14: a list is of one moment, or it is made again.
    [Fact]
    public void Dump_WhileRoutesComeAndGo_MissesNoneThatStays() => InLab(netlink =>
    {
        var wan0 = netlink.FindLink("wan0")!.Index;
        var requests = Enumerable.Range(0, 3000).Select(i => RouteRequest.Add(Numbered(i, wan0)));
        Assert.All(netlink.ExecuteBatch([.. requests]), ack => Assert.True(ack.Succeeded));
        using var other = RouteNetlink.Open();
        using var done = new CancellationTokenSource();
        var changes = 0;
        var churn = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                other.Add(Numbered(5000 + (changes % 7), wan0));
                other.Delete(Numbered(5000 + (changes % 7), wan0));
                Interlocked.Increment(ref changes);
            }
        });
        // A busy machine may start the other thread late: the rounds that count are those beside changes.
        for (var round = 0; round < 20 || Volatile.Read(ref changes) < 20; round++)
        {
            var listed = ReadOrInterrupted(netlink);
            if (listed is not null)
                Assert.Equal(3000, listed.Count(r => (uint)(r.Destination.Address.Bits >> 8) < 0x0B0000u + 3000));
        }

        done.Cancel();
        churn.GetAwaiter().GetResult();
        Assert.NotEqual(0, changes);
        Assert.Equal(3000, netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4) { Table = 7704 }).Count);
    });

    [Fact]
    public void AddressesAndNeighbours_MadeByUs_AreWhatIpShows() => InLab(netlink =>
    {
        var wan0 = netlink.FindLink("wan0")!.Index;
        var six = new InterfaceAddress(IpAddress.Parse("2001:db8:9::2"), 64);
        netlink.Add(new AddressMessage { InterfaceIndex = wan0, Local = six, Flags = AddressFlags.NoDad });
        netlink.Add(new NeighborMessage
        {
            InterfaceIndex = wan0,
            Destination = IpAddress.Parse("10.1.1.1"),
            State = NeighborState.Permanent,
            LinkAddress = [2, 0, 0, 0, 0, 11],
        });
        Assert.Contains("inet6 2001:db8:9::2/64 scope global nodad", Ip("addr show dev wan0"),
            StringComparison.Ordinal);
        Assert.Contains("10.1.1.1 lladdr 02:00:00:00:00:0b PERMANENT", Ip("neigh show dev wan0"),
            StringComparison.Ordinal);
        Assert.Contains(netlink.DumpAddresses(IpFamily.IPv6, wan0), a => a.Local == six);
        Assert.Equal("10.1.1.2/24", Assert.Single(netlink.DumpAddresses(IpFamily.IPv4, wan0)).Local.ToString());
        Assert.Equal("10.1.1.1", Assert.Single(netlink.DumpNeighbors(IpFamily.IPv4, wan0)).Destination.ToString());
        netlink.Delete(new AddressMessage { InterfaceIndex = wan0, Local = six });
        Assert.DoesNotContain("2001:db8:9::2", Ip("addr show dev wan0"), StringComparison.Ordinal);
    });

    [Fact]
    public void Monitor_Asynchronously_WakesOnAnEvent() => InLab(_ =>
    {
        using var monitor = RouteMonitor.Open();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var first = FirstAsync(monitor, n => n.Object is RuleMessage, patience.Token);
        Ip("rule add pref 20008 lookup 7708");
        Assert.Equal(20008u, ((RuleMessage)first.GetAwaiter().GetResult().Object!).Priority);
    });

    private static async Task<RouteNotification> FirstAsync(
        RouteMonitor monitor, Func<RouteNotification, bool> wanted, CancellationToken cancellationToken)
    {
        await foreach (var notification in monitor.ReadAllAsync(cancellationToken))
        {
            if (wanted(notification))
                return notification;
        }

        throw new InvalidOperationException("the stream ended");
    }

    private static IReadOnlyList<RouteMessage>? ReadOrInterrupted(RouteNetlink netlink)
    {
        try
        {
            return netlink.DumpRoutes(new RouteFilter(IpFamily.IPv4) { Table = 7704 });
        }
        catch (NetlinkInterruptedException)
        {
            return null;
        }
    }

    private static RouteMessage Numbered(int number, int device) => new()
    {
        Destination = new IpPrefix(new IpAddress(IpFamily.IPv4, (UInt128)(0x0B000000u + ((uint)number << 8))), 24),
        OutInterface = device,
        Scope = RouteScope.Link,
        Table = 7704,
        Protocol = Ours,
    };

    private static void InLab(Action<RouteNetlink> body) => Run(() =>
    {
        Ip("link set lo up");
        Ip("link add wan0 type veth peer name isp0");
        Ip("link set wan0 up");
        Ip("link set isp0 up");
        Ip("addr add 10.1.1.2/24 dev wan0");
        using var netlink = RouteNetlink.Open();
        body(netlink);
    });

    private static List<JsonElement> Json(string arguments) =>
        [.. JsonDocument.Parse(Ip("-j " + arguments)).RootElement.EnumerateArray()];

    private static NextHopMessage Single(uint id, string gateway, int device) => new()
    {
        Id = id,
        Family = IpFamily.IPv4,
        Protocol = Ours,
        Gateway = IpAddress.Parse(gateway),
        OutInterface = device,
    };

    private static RouteMessage Default(uint table) =>
        new() { Destination = IpPrefix.Default(IpFamily.IPv4), Table = table, Protocol = Ours };

    private static RuleMessage Rule(IpFamily family) =>
        new() { Family = family, Priority = 20500, Table = 7701, Protocol = Ours };
}
