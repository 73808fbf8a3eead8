using System.Runtime.CompilerServices;
using DualWan.Core.Net;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Route;
using DualWan.Netlink.Wire;
using Xunit;
using static DualWan.Netlink.Interop.RtnetlinkConstants;

namespace DualWan.Netlink.Tests.Route;

/// <summary>Both directions against bytes of <c>ip</c>: captured request == written value, captured bytes parsed ==
/// value.</summary>
public sealed class RouteCodecTests
{
    private const byte Ours = 215;
    private const uint Single = 0xD7000001;
    private const int Wan0 = 10;

    private static readonly RouteMessage Default7701 = new()
    {
        Destination = IpPrefix.Default(IpFamily.IPv4),
        Table = 7701,
        Protocol = Ours,
        Priority = 10,
    };

    private static readonly RouteMessage Net192 =
        new() { Destination = IpPrefix.Parse("192.0.2.0/24"), Protocol = Ours };

    private static readonly RuleMessage Rule = new() { Family = IpFamily.IPv4, Protocol = Ours, Table = 7701 };

    private static readonly NextHopMessage Next =
        new() { Id = Single, Family = IpFamily.IPv4, Protocol = Ours, OutInterface = Wan0 };

    private static readonly Dictionary<string, RouteRequest> Requests = new()
    {
        ["rule/mark"] = RouteRequest.Add(
            Rule with { Priority = 20500, Mark = 0x01000000, MarkMask = 0xff000000, Table = 7801 }),
        ["rule/main-without-default"] =
            RouteRequest.Add(Rule with { Priority = 20100, Table = 254, SuppressPrefixLength = 0 }),
        ["rule/from-address"] =
            RouteRequest.Add(Rule with { Priority = 20301, Source = IpPrefix.Parse("10.1.1.2/32") }),
        ["rule/to-prefix-six"] = RouteRequest.Add(Rule with
        {
            Family = IpFamily.IPv6,
            Priority = 20302,
            Destination = IpPrefix.Parse("2001:db8::/32"),
        }),
        ["rule/interfaces"] =
            RouteRequest.Add(Rule with { Priority = 20201, InInterface = "lo", OutInterface = "wan0" }),
        ["rule/unreachable"] =
            RouteRequest.Add(Rule with { Priority = 20901, Action = RuleAction.Unreachable, Table = 0 }),
        ["rule/goto"] = RouteRequest.Add(
            Rule with { Priority = 20001, Action = RuleAction.Goto, GotoPriority = 32766, Table = 0 }),
        ["rule/not-users-ports"] = RouteRequest.Add(Rule with
        {
            Priority = 20002,
            Table = 250,
            Flags = FibRuleConstants.FIB_RULE_INVERT,
            IpProtocol = 6,
            UserIds = new UserIdRange(1000, 70000),
            SourcePorts = new PortRange(1024, 65000),
            DestinationPorts = new PortRange(443, 443),
        }),
        ["rule/l3mdev"] = RouteRequest.Add(Rule with { Priority = 1000, L3MasterDevice = true, Table = 0 }),
        ["rule/delete"] = RouteRequest.Delete(
            Rule with { Priority = 20500, Table = 7801, Action = RuleAction.Unspecified }),
        ["route/gateway"] = RouteRequest.Add(
            Default7701 with { Gateway = IpAddress.Parse("10.1.1.1"), OutInterface = Wan0 }),
        ["route/nexthop-object"] = RouteRequest.Add(Default7701 with { NextHopId = Single }),
        ["route/unreachable"] =
            RouteRequest.Add(Default7701 with { Type = RouteType.Unreachable, Priority = uint.MaxValue }),
        ["route/throw-six"] = RouteRequest.Add(new RouteMessage
        {
            Destination = IpPrefix.Parse("2001:db8:66::/48"),
            Type = RouteType.Throw,
            Protocol = Ours,
            Priority = 5,
        }),
        ["route/multipath"] = RouteRequest.Add(Net192 with
        {
            Hops = [new RouteHop(Wan0, IpAddress.Parse("10.1.1.1"), 3),
                new RouteHop(Wan0, IpAddress.Parse("10.1.1.3"), 256)],
        }),
        ["route/via-six"] = RouteRequest.Add(Net192 with { Gateway = IpAddress.Parse("fe80::1"), OutInterface = Wan0 }),
        ["route/onlink-mtu-source"] = RouteRequest.Add(Net192 with
        {
            Gateway = IpAddress.Parse("172.16.0.1"),
            OutInterface = Wan0,
            Flags = RouteFlags.OnLink,
            PreferredSource = IpAddress.Parse("10.1.1.2"),
            Mtu = 1400,
            AdvertisedMss = 1360,
        }),
        ["route/six-preference-expires"] = RouteRequest.Add(new RouteMessage
        {
            Destination = IpPrefix.Parse("2001:db8:5::/48"),
            Gateway = IpAddress.Parse("fe80::1"),
            OutInterface = Wan0,
            Protocol = Ours,
            Preference = 1,
            ExpiresSeconds = 300,
            Priority = 7,
        }),
        ["route/six-from"] = RouteRequest.Add(new RouteMessage
        {
            Destination = IpPrefix.Parse("2001:db8:77::/48"),
            Source = IpPrefix.Parse("2001:db8:1::/64"),
            Gateway = IpAddress.Parse("fe80::1"),
            OutInterface = Wan0,
            Protocol = Ours,
            Priority = 8,
        }),
        ["route/delete"] = RouteRequest.Delete(Default7701 with
        {
            Protocol = 0,
            Type = RouteType.Unspecified,
            Scope = RouteScope.Nowhere,
        }),
        ["nexthop/single"] = RouteRequest.Add(Next with { Gateway = IpAddress.Parse("10.1.1.1") }),
        ["nexthop/onlink-six"] = RouteRequest.Add(Next with
        {
            Id = 0xD7100001,
            Family = IpFamily.IPv6,
            Gateway = IpAddress.Parse("fe80::1"),
            Flags = RouteFlags.OnLink,
        }),
        ["nexthop/device"] = RouteRequest.Add(Next with { Id = 0xD7000003 }),
        ["nexthop/blackhole"] = RouteRequest.Add(Next with { Id = 0xD7000004, OutInterface = 0, IsBlackhole = true }),
        ["nexthop/group"] = RouteRequest.Replace(new NextHopMessage
        {
            Id = 100,
            Protocol = Ours,
            Group = [new NextHopGroupMember(Single, 3), new NextHopGroupMember(2, 256)],
        }),
        ["nexthop/delete"] = RouteRequest.Delete(new NextHopMessage { Id = Single }),
        ["address/four"] = RouteRequest.Add(new AddressMessage
        {
            InterfaceIndex = Wan0,
            Local = Own("10.2.2.2/24"),
            Broadcast = IpAddress.Parse("10.2.2.255"),
            Label = "wan0:1",
        }),
        ["address/peer"] = RouteRequest.Add(new AddressMessage
        {
            InterfaceIndex = Wan0,
            Local = Own("10.3.3.3/32"),
            Peer = IpAddress.Parse("10.3.3.4"),
        }),
        ["address/six-lifetimes"] = RouteRequest.Add(new AddressMessage
        {
            InterfaceIndex = Wan0,
            Local = Own("2001:db8:9::2/64"),
            Flags = AddressFlags.NoPrefixRoute,
            PreferredLifetime = 1800,
            ValidLifetime = 3600,
        }),
        ["neighbor/permanent"] = RouteRequest.Add(new NeighborMessage
        {
            InterfaceIndex = Wan0,
            Destination = IpAddress.Parse("10.1.1.1"),
            State = NeighborState.Permanent,
            LinkAddress = [2, 0, 0, 0, 0, 11],
        }),
    };

    public static TheoryData<string> Cases => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_Value_IsWhatIpSends(string name)
    {
        var request = Requests[name];
        var writer = new NetlinkMessageWriter();
        request.Write(writer);
        Assert.Equal(WireText.Of(Captured(name), HeaderOf(request.Object)),
            WireText.Of(writer, HeaderOf(request.Object)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_WhatIpSends_IsTheValue(string name)
    {
        var expected = Requests[name].Object;
        // A deletion of a nexthop carries the id alone, of which parsing makes a nexthop without a family.
        Assert.Equal(expected, Parse(Captured(name).Type, Captured(name).Payload));
    }

    [Theory]
    [InlineData("rule/mark", "add rule 20500: from all fwmark 0x1000000/0xff000000 lookup 7801 proto 215")]
    [InlineData("rule/main-without-default", "add rule 20100: from all lookup 254 suppress_prefixlength 0 proto 215")]
    [InlineData("rule/goto", "add rule 20001: from all goto 32766 proto 215")]
    [InlineData("route/unreachable", "add route unreachable default table 7701 proto 215 metric 4294967295")]
    [InlineData("route/onlink-mtu-source",
        "add route 192.0.2.0/24 via 172.16.0.1 dev 10 onlink table 254 proto 215 src 10.1.1.2 mtu 1400")]
    [InlineData("nexthop/group", "replace nexthop id 100 group 3607101441,3/2,256 proto 215")]
    [InlineData("address/peer", "add address 10.3.3.3/32 peer 10.3.3.4 dev 10")]
    [InlineData("neighbor/permanent", "add neighbour 10.1.1.1 dev 10 lladdr 02:00:00:00:00:0b permanent")]
    public void Text_OfARequest_IsInTheAdministratorsWords(string name, string expected) =>
        Assert.Equal(expected, Requests[name].ToString());

    [Fact]
    public void EveryRecordedRequest_HasItsExpectedValue()
    {
        var recorded = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "Captures"))
            .SelectMany(Directory.EnumerateDirectories)
            .Select(d => Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "Captures"), d))
            .Where(n => !n.StartsWith("nft", StringComparison.Ordinal)
                && !n.StartsWith("conntrack", StringComparison.Ordinal))
            .Where(n => !n.Contains("list", StringComparison.Ordinal)
                && !n.Contains("refused", StringComparison.Ordinal));
        Assert.Equal(Requests.Keys.Order(), recorded.Order());
    }

    internal static RtnetlinkMessage? Parse(ushort type, ReadOnlySpan<byte> payload) => (ushort)(type & ~1) switch
    {
        RTM_NEWLINK => LinkMessage.Parse(payload),
        RTM_NEWADDR => AddressMessage.Parse(payload),
        RTM_NEWROUTE => RouteMessage.Parse(payload),
        RTM_NEWRULE => RuleMessage.Parse(payload),
        RTM_NEWNEXTHOP => NextHopMessage.Parse(payload),
        RTM_NEWNEIGH => NeighborMessage.Parse(payload),
        _ => null,
    };

    private static CapturedMessage Captured(string name)
    {
        var request = Requests[name];
        return Capture.Load(name).Request(
            request.Operation == RouteOperation.Delete ? request.Object.DeleteType : request.Object.NewType);
    }

    private static int HeaderOf(RtnetlinkMessage value) => value switch
    {
        RouteMessage => Unsafe.SizeOf<rtmsg>(),
        RuleMessage => Unsafe.SizeOf<fib_rule_hdr>(),
        NextHopMessage => Unsafe.SizeOf<nhmsg>(),
        AddressMessage => Unsafe.SizeOf<ifaddrmsg>(),
        NeighborMessage => Unsafe.SizeOf<ndmsg>(),
        _ => Unsafe.SizeOf<ifinfomsg>(),
    };

    private static InterfaceAddress Own(string text) =>
        InterfaceAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
