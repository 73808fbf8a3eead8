using DualWan.Core.Net;
using DualWan.Netlink.Conntrack;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Wire;
using Xunit;
using static DualWan.Netlink.Tests.Live.NamespaceThread;

namespace DualWan.Netlink.Tests.Live;

/// <summary>The real kernel, with entries made and counted by <c>conntrack</c>.</summary>
public sealed class ConntrackClientLiveTests
{
    private static readonly MarkFilter FirstUplink = new(0x81000000, 0x9f000000);

    // kernel.md row 18: one message, both families, partial mask.
    [Fact]
    public void Flush_ByMarkAndMask_TakesBothFamiliesAndNothingElse() => Run(() =>
    {
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1000, 0x81000000);
        Insert("udp", "10.0.0.1", "192.0.2.1", 1001, 0xe1000000);
        Insert("tcp", "2001:db8::1", "2001:db8::2", 1002, 0xc1000000);
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1003, 0x82000000);
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1004, 0);
        using var client = ConntrackClient.Open();
        Assert.Equal(3, client.Dump(FirstUplink).Count);
        client.Flush(FirstUplink);
        Assert.Equal(2, Listed());
        Assert.Empty(client.Dump(FirstUplink));
    });

    [Fact]
    public void Dump_Typed_EqualsWhatConntrackMade() => Run(() =>
    {
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1000, 0x81000001);
        Ip("link set lo up");
        Command("nft", "table inet lab { chain out { type filter hook output priority 0; ct mark set 5; }; }");
        using var ping = Echo.Send("127.0.0.9", 77);
        using var client = ConntrackClient.Open();
        var tcp = Assert.Single(client.Dump(new MarkFilter(0x81000001, uint.MaxValue)));
        Assert.Equal(IpAddress.Parse("10.0.0.1"), tcp.Original.Source);
        Assert.Equal(IpAddress.Parse("192.0.2.1"), tcp.Reply.Source);
        Assert.Equal((6, 1000, 443), (tcp.Original.Protocol, tcp.Original.SourcePort, tcp.Original.DestinationPort));
        Assert.Equal(TcpState.Established, tcp.TcpState);
        Assert.InRange(tcp.TimeoutSeconds, 50u, 60u);
        var icmp = Assert.Single(client.Dump(new MarkFilter(5, uint.MaxValue)));
        Assert.Equal(IpAddress.Parse("127.0.0.9"), icmp.Original.Destination);
        Assert.Equal((1, 77, 8, 0),
            (icmp.Original.Protocol, icmp.Original.IcmpId, icmp.Original.IcmpType, icmp.Original.IcmpCode));
        Assert.Equal(0, icmp.Reply.IcmpType);
        Assert.Equal(2, client.Dump(MarkFilter.All, IpFamily.IPv4).Count);
        Assert.Empty(client.Dump(MarkFilter.All, IpFamily.IPv6));
        Assert.Equal(2u, client.ReadStatistics().Entries);
    });

    [Fact]
    public void Dump_OfOneProtocol_IsNarrowedByTheKernel() => Run(() =>
    {
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1000, 7);
        Insert("udp", "10.0.0.1", "192.0.2.1", 1000, 7);
        Insert("tcp", "2001:db8::1", "2001:db8::2", 1000, 7);
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1001, 8);
        using var client = ConntrackClient.Open();
        Assert.Equal(2, client.Dump(new MarkFilter(7, uint.MaxValue), null, 6).Count);
        Assert.Single(client.Dump(new MarkFilter(7, uint.MaxValue), IpFamily.IPv6, 6));
        using var raw = NetlinkConnection.Open(NetlinkConstants.NETLINK_NETFILTER);
        var writer = new NetlinkMessageWriter();
        ConntrackCodec.WriteDump(writer, new MarkFilter(7, uint.MaxValue), IpFamily.IPv4, 17);
        var sent = 0;
        raw.Dump(writer, _ => sent++, () => sent = 0, "count");
        Assert.Equal(1, sent);
    });

    [Fact]
    public void Delete_OneAndTwice_LeavesTheOthers() => Run(() =>
    {
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1000, 7);
        Insert("tcp", "2001:db8::1", "2001:db8::2", 1001, 7);
        using var client = ConntrackClient.Open();
        foreach (var flow in client.Dump(MarkFilter.All, IpFamily.IPv6))
        {
            Assert.True(client.Delete(flow));
            Assert.False(client.Delete(flow));
        }

        Assert.Equal(1, Listed());
    });

    [Fact]
    public void Marks_CountedAndUpdatedUnderTheMask_KeepForeignBits() => Run(() =>
    {
        for (var port = 1; port <= 300; port++)
            Insert("udp", "10.0.0.1", "192.0.2.1", port, port % 3 == 0 ? 0x82000055 : 0x81000055);
        using var client = ConntrackClient.Open();
        var counts = client.CountByMark(0xff000000);
        Assert.Equal((200, 100), (counts[0x81000000], counts[0x82000000]));
        Assert.Equal(300, client.UpdateMarks(client.Dump(MarkFilter.All), new MarkFilter(0, 0xff000000)));
        Assert.Equal(300, Command("conntrack", "-L -m 85").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    });

    // kernel.md row 19: kernels that would read this as "flush everything" must never see it.
    [Fact]
    public void Flush_WithoutAMask_IsRefusedBeforeItIsSent() => Run(() =>
    {
        Insert("tcp", "10.0.0.1", "192.0.2.1", 1000, 7);
        using var client = ConntrackClient.Open();
        Assert.Throws<ArgumentException>(() => client.Flush(MarkFilter.All));
        Assert.Equal(1, Listed());
    });

    private static void Insert(string protocol, string source, string destination, int port, uint mark)
    {
        var state = protocol == "tcp" ? "--state ESTABLISHED " : "";
        var ends = $"-s {source} -d {destination} --sport {port} --dport 443";
        Command("conntrack", $"-I -p {protocol} {ends} {state}-t 60 -m {mark}");
    }

    private static int Listed() =>
        Command("conntrack", "-L").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
        + Command("conntrack", "-L -f ipv6").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
