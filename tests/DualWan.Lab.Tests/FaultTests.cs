using System.Net;
using DualWan.Lab.Meters;
using DualWan.Lab.Topology;
using DualWan.Testing;

namespace DualWan.Lab.Tests;

/// <summary>Each fault breaks what it says, leaves the rest alone, and heals completely.</summary>
public sealed class FaultTests
{
    private const string Gateway = "203.0.113.1";

    [Fact]
    public void Silent_NeitherPingNorArpNorTraffic_UntilReverted()
    {
        using var lab = NetworkLab.TwoUplinks();
        AssertHeals(lab, lab.Isp1.Silent(), () => Pings(lab, Gateway) || Pings(lab, "1.1.1.1"));
        using var fault = lab.Isp1.Silent();
        lab.Router.TryIp("neigh flush dev wan1");
        Assert.False(Pings(lab, Gateway));
        Assert.DoesNotContain("lladdr", lab.Router.Ip($"neigh show {Gateway} dev wan1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Silent_WithArp_StillAnswersArp()
    {
        using var lab = NetworkLab.TwoUplinks();
        using var fault = lab.Isp1.Silent(arp: true);
        Assert.False(Pings(lab, Gateway));
        Assert.Contains("lladdr", lab.Router.Ip($"neigh show {Gateway} dev wan1"), StringComparison.Ordinal);
    }

    [Fact]
    public void UpstreamDead_GatewayAnswersButNothingBehindIt()
    {
        using var lab = NetworkLab.TwoUplinks();
        AssertHeals(lab, lab.Isp1.UpstreamDead(), () => Pings(lab, "1.1.1.1"), () => Pings(lab, Gateway));
    }

    [Fact]
    public void AddressDead_OnlyThatAddressThroughThatIsp()
    {
        using var lab = NetworkLab.TwoUplinks();
        AssertHeals(lab, lab.Isp1.AddressDead("1.1.1.1"), () => Pings(lab, "1.1.1.1"),
            () => Pings(lab, "8.8.8.8") && Pings(lab, "1.1.1.1", "wan2"));
    }

    [Fact]
    public void IcmpDead_PingFailsAndUdpPasses()
    {
        using var lab = NetworkLab.TwoUplinks();
        AssertHeals(lab, lab.Isp1.IcmpDead(), () => Pings(lab, "1.1.1.1"), () => UdpPasses(lab));
    }

    [Fact]
    public void LinkDown_TakesTheRoutersCarrierAndGivesItBack()
    {
        using var lab = NetworkLab.TwoUplinks();
        AssertHeals(lab, lab.Isp1.LinkDown(), () => Carrier(lab, "wan1"), () => Carrier(lab, "wan2"));
        Assert.True(Pings(lab, "1.1.1.1"));
    }

    [Fact]
    public void LinkDown_BehindASwitch_LeavesTheCarrier()
    {
        using var lab = FirstLine(LinkKind.Switched);
        AssertHeals(lab, lab.Isp1.LinkDown(), () => Pings(lab, "1.1.1.1"), () => Carrier(lab, "wan1"));
    }

    [Fact]
    public void AdminDown_Reverted_BringsAddressAndDefaultRouteBack()
    {
        using var lab = NetworkLab.TwoUplinks();
        var before = lab.Router.Ip("route show");
        AssertHeals(lab, lab.Isp1.AdminDown(), () => Pings(lab, "1.1.1.1"));
        Assert.Equal(Sorted(before), Sorted(lab.Router.Ip("route show")));
    }

    [Fact]
    public void AddressRemoved_Reverted_BringsAddressAndDefaultRouteBack()
    {
        using var lab = NetworkLab.TwoUplinks();
        var before = lab.Router.Ip("route show");
        AssertHeals(lab, lab.Isp1.AddressRemoved(), () => Pings(lab, "1.1.1.1"), () => Carrier(lab, "wan1"));
        Assert.Equal(Sorted(before), Sorted(lab.Router.Ip("route show")));
    }

    [Fact]
    public void AddressChanged_WithGateway_MovesBothEndsAndTheDefault()
    {
        using var lab = NetworkLab.TwoUplinks();
        var before = lab.Router.Ip("route show");
        using (lab.Isp1.AddressChanged("203.0.113.77/24", "203.0.113.254"))
        {
            Assert.Equal("203.0.113.77", lab.Isp1.PublicAddress);
            Assert.False(Pings(lab, Gateway));
            Assert.True(Pings(lab, "203.0.113.254"));
            Assert.True(Pings(lab, "1.1.1.1"));
            Assert.Contains("default via 203.0.113.254 dev wan1 proto dhcp src 203.0.113.77 metric 100",
                lab.Router.Ip("route show"), StringComparison.Ordinal);
            Assert.DoesNotContain("203.0.113.2/", lab.Router.Ip("addr show dev wan1"), StringComparison.Ordinal);
        }

        Assert.True(Pings(lab, "1.1.1.1"));
        Assert.Equal(Sorted(before), Sorted(lab.Router.Ip("route show")));
    }

    [Theory]
    [InlineData("LinkDown")]
    [InlineData("AdminDown")]
    [InlineData("AddressRemoved")]
    [InlineData("InterfaceGone")]
    [InlineData("Silent")]
    [InlineData("UpstreamDead")]
    [InlineData("IcmpDead")]
    [InlineData("AddressDead")]
    public void EachFault_WithIPv6_BreaksAndHealsBothFamilies(string kind)
    {
        using var lab = new LabBuilder().Lan().Isps(1).IPv6().DhcpDefaults().Build();
        const string Target = "2606:4700:4700::1111";
        var fault = kind switch
        {
            "LinkDown" => lab.Isp1.LinkDown(),
            "AdminDown" => lab.Isp1.AdminDown(),
            "AddressRemoved" => lab.Isp1.AddressRemoved(),
            "InterfaceGone" => lab.Isp1.InterfaceGone(),
            "Silent" => lab.Isp1.Silent(),
            "UpstreamDead" => lab.Isp1.UpstreamDead(),
            "IcmpDead" => lab.Isp1.IcmpDead(),
            _ => lab.Isp1.AddressDead(Target),
        };
        AssertHeals(lab, fault, () => Pings(lab, Target));
        Assert.True(SpinWait.SpinUntil(() => Pings(lab, "1.1.1.1"), TimeSpan.FromSeconds(3)), "IPv4 is not healed");
        lab.Router.Sysctl(("net.ipv6.conf.all.forwarding", "1"));
        Assert.True(Pinger.Send(lab.Client, Target, source: "2001:db8:1:1::10", timeout: 2000).AllAnswered, "the LAN");
    }

    [Fact]
    public void GatewayChanged_MovesTheDefaultAndKeepsTheAddress()
    {
        using var lab = NetworkLab.TwoUplinks();
        using (lab.Isp1.GatewayChanged("203.0.113.9"))
        {
            Assert.Contains("default via 203.0.113.9 dev wan1", lab.Router.Ip("route show"), StringComparison.Ordinal);
            Assert.Contains("203.0.113.2/24", lab.Router.Ip("addr show dev wan1"), StringComparison.Ordinal);
            Assert.False(Pings(lab, Gateway));
            Assert.True(Pings(lab, "1.1.1.1"));
        }

        Assert.Contains($"default via {Gateway} dev wan1", lab.Router.Ip("route show"), StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => Pings(lab, "1.1.1.1"), TimeSpan.FromSeconds(3)), "not healed");
    }

    [Fact]
    public void SlowCarrier_AShortFlap_MayNotBeNoticedAtAll()
    {
        // K-38: two events within a second are merged; what a short flap of a real card looks like.
        using var lab = new LabBuilder().Isp(i => i with { SlowCarrier = true }).DhcpDefaults().Build();
        lab.Isp1.Flap(TimeSpan.FromMilliseconds(20));
        lab.Router.Ip("nexthop add id 7 via 203.0.113.1 dev wan1");
        lab.Isp1.Flap(TimeSpan.FromMilliseconds(20));
        Assert.Contains("id 7", lab.Router.Ip("nexthop show"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InterfaceGone_Reverted_ComesBackWithAnotherIndex(bool switched)
    {
        var kind = switched ? LinkKind.Switched : LinkKind.Direct;
        using var lab = FirstLine(kind);
        var router = new LabRouter(lab.Router);
        var index = router.Ip("link show wan1")[0].GetProperty("ifindex").GetInt32();
        AssertHeals(lab, lab.Isp1.InterfaceGone(), () => Pings(lab, "1.1.1.1"));
        Assert.NotEqual(index, router.Ip("link show wan1")[0].GetProperty("ifindex").GetInt32());
    }

    [Fact]
    public void DropEchoRequests_Three_LosesExactlyThree()
    {
        using var lab = NetworkLab.TwoUplinks();
        Assert.Equal(5, Answered(lab, "1.1.1.1", 5));
        using (lab.Isp1.DropEchoRequests(3, "1.1.1.1"))
        {
            Assert.Equal(2, Answered(lab, "8.8.8.8", 2));
            Assert.Equal(4, Answered(lab, "1.1.1.1", 7));
            Assert.Equal(2, Answered(lab, "1.1.1.1", 2));
        }

        using (lab.Isp1.DropEchoRequestsNumbered(null, 0, 2))
            Assert.Equal(2, Answered(lab, "1.1.1.1", 4));
    }

    [Fact]
    public void Loss_FiftyPercent_LosesAboutHalf()
    {
        using var lab = NetworkLab.TwoUplinks();
        using (lab.Isp1.Loss(50))
            Assert.InRange(Answered(lab, "1.1.1.1", 200), 60, 140);
        Assert.Equal(20, Answered(lab, "1.1.1.1", 20));
    }

    [Fact]
    public void SmallMtu_WithIcmp_TellsTheSenderAndWithoutDoesNot()
    {
        using var lab = NetworkLab.TwoUplinks();
        Assert.True(BigPing(lab).AllAnswered);
        using (lab.Isp1.SmallMtu(1400, icmp: false))
            Assert.Equal(new PingReport(1, 0, 0, null, null), BigPing(lab));
        using (lab.Isp1.SmallMtu(1400))
            Assert.Equal(1400, BigPing(lab).Mtu);
        lab.Router.Ip("route flush cache");
        Assert.True(BigPing(lab).AllAnswered);
    }

    [Fact]
    public void Flap_OfFiftyMilliseconds_TakesTheKernelsNexthops()
    {
        using var lab = NetworkLab.TwoUplinks();
        lab.Router.Ip("nexthop add id 7 via 203.0.113.1 dev wan1");
        lab.Isp1.Flap(TimeSpan.FromMilliseconds(50));
        Assert.Empty(lab.Router.Ip("nexthop show").Trim());
        Assert.True(SpinWait.SpinUntil(() => Pings(lab, "1.1.1.1"), TimeSpan.FromSeconds(3)), "not healed");
    }

    [Fact]
    public void ProxyArp_AnswersForAnAddressOfTheInternet()
    {
        using var lab = NetworkLab.TwoUplinks();
        AssertBreaks(lab, lab.Isp1.ProxyArp(), () => OnLinkNeighbour(lab));
    }

    [Fact]
    public void Impersonates_AnswersThoughUpstreamIsDead()
    {
        using var lab = NetworkLab.TwoUplinks();
        using var dead = lab.Isp1.UpstreamDead();
        AssertBreaks(lab, lab.Isp1.Impersonates("1.1.1.1"), () => Pings(lab, "1.1.1.1"));
    }

    [Fact]
    public void Stranger_AnswersFromAnotherMac()
    {
        using var lab = FirstLine(LinkKind.Switched);
        AssertBreaks(lab, lab.Isp1.Stranger("192.0.2.77"), () => OnLinkNeighbour(lab));
    }

    private static NetworkLab FirstLine(LinkKind kind) =>
        new LabBuilder().Lan().Isp(i => i with { Link = kind }).Isp().DhcpDefaults().Build();

    private static void AssertHeals(NetworkLab lab, Fault fault, Func<bool> broken, Func<bool>? stays = null)
    {
        using (fault)
        {
            Assert.False(broken(), $"{fault}: should not work");
            Assert.True(stays?.Invoke() ?? true, $"{fault}: broke too much");
        }

        // An ARP request that was lost meanwhile is repeated by the router after a second, not at once.
        Assert.True(SpinWait.SpinUntil(broken, TimeSpan.FromSeconds(3)), $"{fault}: not healed");
        Assert.All(lab.Isps, isp => Assert.Equal(0, isp.Counters().Leaked));
    }

    /// <summary>For faults that make something work that should not.</summary>
    private static void AssertBreaks(NetworkLab lab, Fault fault, Func<bool> works)
    {
        using (fault)
            Assert.True(works(), $"{fault}: no effect");
        lab.Router.TryIp("neigh flush dev wan1");
        Assert.False(works(), $"{fault}: not reverted");
    }

    private static bool Pings(NetworkLab lab, string address, string device = "wan1") =>
        Answered(lab, address, 1, device) == 1;

    private static int Answered(NetworkLab lab, string address, int count, string device = "wan1") =>
        Pinger.Send(lab.Router, address, count, device).Answered;

    private static PingReport BigPing(NetworkLab lab) =>
        Pinger.Send(lab.Router, "1.1.1.1", device: "wan1", size: 1450, dontFragment: true);

    private static bool UdpPasses(NetworkLab lab) => LabSocket.WhoByUdp(lab.Router,
        new IPEndPoint(IPAddress.Parse("1.1.1.1"), 7), TimeSpan.FromSeconds(1)) is not null;

    // A packet for an address taken to be on the link makes the kernel ask for its MAC.
    private static bool OnLinkNeighbour(NetworkLab lab)
    {
        lab.Router.TryIp("route del 192.0.2.77 dev wan1");
        lab.Router.Ip("route add 192.0.2.77 dev wan1");
        Answered(lab, "192.0.2.77", 1);
        var found = lab.Router.Ip("neigh show 192.0.2.77 dev wan1").Contains("lladdr", StringComparison.Ordinal);
        lab.Router.TryIp("neigh flush dev wan1");
        return found;
    }

    private static bool Carrier(NetworkLab lab, string link) =>
        lab.Router.Ip($"link show {link}").Contains("LOWER_UP", StringComparison.Ordinal);

    private static string Sorted(string lines) => string.Join('\n', lines.Split('\n').Order(StringComparer.Ordinal));
}
