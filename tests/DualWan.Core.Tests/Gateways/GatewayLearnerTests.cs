using DualWan.Core.Config;
using DualWan.Core.Gateways;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using Xunit;

namespace DualWan.Core.Tests.Gateways;

/// <summary>Every case of kernel.md D16. The routes are written as ip(8) prints them.</summary>
public sealed class GatewayLearnerTests
{
    private const string Subnet = "10.10.1.2/24";

    [Theory]
    // Whoever set it: dhcp (16, networkd and NetworkManager), static (4), boot (3, dhclient), zebra (11), kernel (2).
    [InlineData("default via 10.10.1.1 dev wan1 proto 16 metric 1024", "10.10.1.1")]
    [InlineData("default via 10.10.1.1 dev wan1 proto 4", "10.10.1.1")]
    [InlineData("default via 10.10.1.1 dev wan1 proto 3", "10.10.1.1")]
    [InlineData("default via 10.10.1.1 dev wan1 proto 11 metric 20", "10.10.1.1")]
    // ... but never what we put there ourselves.
    [InlineData("default via 10.10.1.1 dev wan1 proto 215", "no gateway")]
    // Of several metrics the lowest.
    [InlineData("default via 10.10.1.9 dev wan1 metric 200|default via 10.10.1.1 dev wan1 metric 100", "10.10.1.1")]
    // Multipath, a nexthop object resolved: the hop on this device.
    [InlineData("default via 10.20.1.1 dev wan2|default via 10.10.1.1 dev wan1", "10.10.1.1")]
    // Point to point: the device alone.
    [InlineData("default dev wan1 scope link", "device")]
    // onlink as it was given, and wherever the gateway lies in no network of the interface.
    [InlineData("default via 10.10.1.1 dev wan1 onlink", "10.10.1.1 onlink")]
    [InlineData("default via 172.31.1.1 dev wan1", "172.31.1.1 onlink")]
    // IPv4 by an IPv6 gateway (RTA_VIA).
    [InlineData("default via inet6 fe80::1 dev wan1", "fe80::1")]
    [InlineData("default via inet6 2001:db8::1 dev wan1", "2001:db8::1 onlink")]
    // linkdown is learned from where there is nothing else, and never preferred.
    [InlineData("default via 10.10.1.1 dev wan1 linkdown", "10.10.1.1")]
    [InlineData("default via 10.10.1.9 dev wan1 linkdown|default via 10.10.1.1 dev wan1 metric 9", "10.10.1.1")]
    // A manager's own table where main has none; main before it.
    [InlineData("default via 10.10.1.1 dev wan1 table 100", "10.10.1.1")]
    [InlineData("default via 10.10.1.9 dev wan1 table 100|default via 10.10.1.1 dev wan1 metric 9000", "10.10.1.1")]
    // A lease without a router option: no default (report 80), only the network and perhaps host routes (option 121).
    [InlineData("10.10.1.0/24 dev wan1", "no gateway")]
    [InlineData("192.0.2.0/24 via 10.10.1.1 dev wan1", "no gateway")]
    // OpenVPN's two halves are no default.
    [InlineData("0.0.0.0/1 via 10.10.1.1 dev wan1|128.0.0.0/1 via 10.10.1.1 dev wan1", "no gateway")]
    // A reject default is nobody's gateway (D1).
    [InlineData("unreachable default dev wan1", "no gateway")]
    [InlineData("default via 10.20.1.1 dev wan2", "no gateway")]
    [InlineData("default via fd00::1 dev wan1 family 6", "no gateway")]
    [InlineData("", "no gateway")]
    public void The_next_hop_is_that_of_whoever_put_a_default_route_there(string routes, string expected)
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(Facts(routes), TimeSpan.Zero);
        Assert.Equal(expected, Text(learner));
    }

    [Theory]
    [InlineData("default via fe80::1 dev wan1 proto 9 metric 1024 family 6", "fe80::1")]
    [InlineData("default via 2001:db8:1::1 dev wan1 family 6", "2001:db8:1::1")]
    [InlineData("default via 2001:db8:9::1 dev wan1 family 6", "2001:db8:9::1 onlink")]
    [InlineData("default via 10.10.1.1 dev wan1", "no gateway")]
    public void IPv6_is_learned_by_itself(string routes, string expected)
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv6);
        learner.Update(Facts(routes, "2001:db8:1::2/64", "fe80::2/64"), TimeSpan.Zero);
        Assert.Equal(expected, Text(learner));
    }

    [Theory]
    [InlineData("10.10.1.1", "10.10.1.2/24", "10.10.1.1")]
    [InlineData("10.10.1.1", "192.0.2.7/32", "10.10.1.1 onlink")]
    [InlineData("fe80::1", "10.10.1.2/24", "no gateway")]
    public void A_fixed_gateway_needs_no_route(string gateway, string address, string expected)
    {
        var configured = new UplinkGateway.Fixed(IpAddress.Parse(gateway));
        var learner = new GatewayLearner("isp1", configured, IpFamily.IPv4);
        learner.Update(Facts("default via 10.10.1.9 dev wan1", address), TimeSpan.Zero);
        Assert.Equal(expected, Text(learner));
    }

    [Fact]
    public void A_point_to_point_uplink_needs_no_gateway()
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.None.Instance, IpFamily.IPv4);
        learner.Update(Facts("", "100.64.0.9/32"), TimeSpan.Zero);
        Assert.Equal("device", Text(learner));
    }

    [Theory]
    [InlineData(false, Subnet)]
    [InlineData(true, "")]
    [InlineData(true, "fe80::2/64")]
    public void Without_carrier_or_an_address_of_the_family_there_is_no_next_hop(bool carrier, string address)
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(Facts("default via 10.10.1.1 dev wan1", address, carrier: carrier), TimeSpan.Zero);
        Assert.Equal("no gateway", Text(learner));
    }

    // The default of a slow lease, or of an RA, comes minutes late; and T-39: the gateway changes.
    [Fact]
    public void The_gateway_is_followed_while_the_agent_runs()
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        Assert.False(learner.Update(Facts(""), TimeSpan.Zero));
        Assert.True(learner.Update(Facts("default via 10.10.1.1 dev wan1"), TimeSpan.FromMinutes(7)));
        Assert.False(learner.Update(Facts("default via 10.10.1.1 dev wan1 metric 50"), TimeSpan.FromMinutes(8)));
        Assert.True(learner.Update(Facts("default via 10.10.1.254 dev wan1"), TimeSpan.FromMinutes(9)));
        Assert.Equal("10.10.1.254", Text(learner));
    }

    // Report 78: the route is withdrawn and put back at every renew.
    [Theory]
    [InlineData(100)]
    [InlineData(1_999)]
    public void A_renewal_of_less_than_two_seconds_changes_nothing(int gap)
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(Facts("default via 10.10.1.1 dev wan1"), TimeSpan.Zero);
        Assert.False(learner.Update(Facts(""), Ms(5_000)));
        Assert.Equal(GatewayState.Held, learner.State);
        Assert.Equal(Ms(7_000), learner.NextTick);
        Assert.False(learner.Update(Facts(""), Ms(5_000 + gap - 1)));
        Assert.False(learner.Update(Facts("default via 10.10.1.1 dev wan1"), Ms(5_000 + gap)));
        Assert.Equal(GatewayState.Known, learner.State);
        Assert.Null(learner.NextTick);
    }

    [Fact]
    public void A_gateway_that_stays_away_is_gone_after_two_seconds()
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(Facts("default via 10.10.1.1 dev wan1"), TimeSpan.Zero);
        learner.Update(Facts(""), Ms(5_000));
        Assert.True(learner.Update(Facts(""), Ms(7_000)));
        Assert.Equal(("no gateway", GatewayState.None), (Text(learner), learner.State));
        Assert.Null(learner.NextTick);
    }

    // Report 83: the modem re-attaches with another address; K-10: another of the same network is the same line.
    [Theory]
    [InlineData("10.99.0.2/24", true)]
    [InlineData("10.10.1.77/24", false)]
    public void Another_lease_ends_the_holding_and_the_same_network_does_not(string address, bool gone)
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(Facts("default via 10.10.1.1 dev wan1"), TimeSpan.Zero);
        Assert.Equal(gone, learner.Update(Facts("", address), Ms(5_000)));
        Assert.Equal(gone ? "no gateway" : "10.10.1.1", Text(learner));
    }

    [Fact]
    public void Carrier_loss_ends_the_holding_at_once()
    {
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(Facts("default via 10.10.1.1 dev wan1"), TimeSpan.Zero);
        learner.Update(Facts(""), Ms(5_000));
        Assert.True(learner.Update(Facts("", carrier: false), Ms(5_100)));
        Assert.Equal("no gateway", Text(learner));
    }

    // Two equal defaults (two RA routers, K-28): a re-read in another order moves nothing.
    [Fact]
    public void Among_equals_the_hop_in_use_stays()
    {
        const string First = "default via fe80::1 dev wan1 metric 1024 family 6";
        const string Second = "default via fe80::2 dev wan1 metric 1024 family 6";
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv6);
        learner.Update(Facts(Second, "fe80::9/64"), TimeSpan.Zero);
        Assert.False(learner.Update(Facts($"{First}|{Second}", "fe80::9/64"), Ms(1)));
        Assert.False(learner.Update(Facts($"{Second}|{First}", "fe80::9/64"), Ms(2)));
        Assert.Equal("fe80::2", Text(learner));
        learner.Update(Facts(First, "fe80::9/64"), Ms(3));
        Assert.Equal("fe80::1", Text(learner));
    }

    // T-10, reports 74, 76: the same gateway on two uplinks is no matter, each is learned on its device.
    [Fact]
    public void Two_uplinks_learn_the_same_gateway_each_on_its_own_device()
    {
        var routes = "default via 100.64.0.1 dev wan1 metric 10|default via 100.64.0.1 dev wan2 metric 20";
        var second = new GatewayLearner("isp2", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        second.Update(Facts(routes, "100.64.0.7/24") with { Interface = "wan2" }, TimeSpan.Zero);
        Assert.Equal(("wan2", "100.64.0.1"), (second.Hop!.Interface, Text(second)));
    }

    [Fact]
    public void Facts_are_one_interface_of_a_snapshot()
    {
        var snapshot = KernelSnapshot.Empty with
        {
            Links =
            [
                new LinkFact(7, "ppp0", true, true, 1492, "ppp", 0, false, true, null),
                new LinkFact(8, "wan1", true, true, 1500, null, 0, false, false, null),
            ],
            Addresses =
            [
                new AddressFact(7, Address("203.0.113.9/32"), IpAddress.Parse("198.51.100.1"), false, true, 0),
                new AddressFact(8, Address("10.10.1.2/24"), null, false, true, 0),
                new AddressFact(7, Address("2001:db8::9/64"), null, false, Usable: false, 0),
            ],
            ForeignRoutes = [Route("default via 198.51.100.1 dev ppp0"), Route("default via 10.10.1.1 dev wan1")],
        };
        var facts = GatewayFacts.Of(snapshot, "ppp0");
        Assert.True(facts.Carrier);
        Assert.Equal(["203.0.113.9/32", "198.51.100.1/32"], facts.Connected.Select(network => network.ToString()));
        Assert.Equal("ppp0", Assert.Single(facts.Routes).Interface);
        var learner = new GatewayLearner("isp1", UplinkGateway.Auto.Instance, IpFamily.IPv4);
        learner.Update(facts, TimeSpan.Zero);
        // The peer is on the link: not "onlink".
        Assert.Equal("198.51.100.1", Text(learner));
        Assert.False(GatewayFacts.Of(snapshot, "gone").Carrier);
    }

    private static string Text(GatewayLearner learner) => learner.Hop switch
    {
        null => "no gateway",
        { Gateway: null } => "device",
        { Gateway: { } gateway, OnLink: var onLink } => onLink ? $"{gateway} onlink" : $"{gateway}",
    };

    private static GatewayFacts Facts(string routes, string addresses = Subnet, string more = "", bool carrier = true)
    {
        string[] given = [addresses, more];
        return new GatewayFacts("wan1", carrier,
            [.. given.Where(text => text.Length > 0).Select(text => Address(text).Prefix)],
            [.. routes.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Route)]);
    }

    private static InterfaceAddress Address(string text) =>
        InterfaceAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    private static ForeignRoute Route(string text)
    {
        var words = text.Split(' ');
        string? After(string word) => Array.IndexOf(words, word) is var at and >= 0 ? words[at + 1] : null;
        var type = words[0] == "unreachable" ? KernelRouteType.Unreachable : KernelRouteType.Unicast;
        var destination = type == KernelRouteType.Unicast ? words[0] : words[1];
        var via = After("via") == "inet6" ? After("inet6") : After("via");
        var family = After("family") == "6" ? IpFamily.IPv6 : IpFamily.IPv4;
        return new ForeignRoute(
            uint.Parse(After("table") ?? "254"),
            destination == "default" ? IpPrefix.Default(family) : IpPrefix.Parse(destination),
            uint.Parse(After("metric") ?? "0"),
            type,
            byte.Parse(After("proto") ?? "16"),
            via is null ? null : IpAddress.Parse(via),
            After("dev"),
            words.Contains("onlink"),
            words.Contains("linkdown"),
            null,
            0);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
