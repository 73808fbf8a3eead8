using System.Net;
using DualWan.Lab.Meters;
using DualWan.Lab.Topology;
using DualWan.Testing;

namespace DualWan.Lab.Tests;

/// <summary>Every kind of line and LAN that can be described comes up, answers on each line and goes again.</summary>
public sealed class TopologyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void TwoUplinks_StartsAsADebianRouterThatNobodyConfigured()
    {
        using var lab = NetworkLab.TwoUplinks();
        var router = new LabRouter(lab.Router);
        Assert.Equal("0", lab.Router.Sysctl("net.ipv4.ip_forward"));
        Assert.Equal("wan1", router.RouteDevice("192.0.2.80"));
        Assert.Equal(["100", "200"], router.Ip("route show default").EnumerateArray()
            .Select(r => r.GetProperty("metric").ToString()));
        Assert.All(router.Ip("route show default").EnumerateArray(),
            r => Assert.Equal("dhcp", r.GetProperty("protocol").GetString()));
        Assert.DoesNotContain(router.Nft("list ruleset").EnumerateArray(), e => !e.TryGetProperty("metainfo", out _));
        Assert.False(Pinger.Send(lab.Client, "192.0.2.80").AllAnswered);
    }

    [Fact]
    public void Internet_HundredsOfAddresses_AnswerFromTheAddressThatWasAsked()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        string[] some = ["1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "192.0.2.1", "192.0.2.254"];
        foreach (var address in some)
        {
            Assert.True(Pinger.Send(lab.Client, address).AllAnswered, address);
            var seen = LabSocket.WhoByUdp(lab.Client, IPEndPoint.Parse($"{address}:7"), Second);
            Assert.NotNull(lab.IspOf(seen!.Address));
        }
    }

    [Fact]
    public async Task Echo_ByTcpAndHttp_TellsAddressAndPort()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        var seen = await LabSocket.WhoByTcp(lab.Client, IPEndPoint.Parse("1.0.0.1:443"), 2 * Second);
        Assert.NotNull(lab.IspOf(seen!.Address));
        Assert.True(seen.Port > 0);
        using var web = await LabSocket.Connect(
            lab.Client, IPEndPoint.Parse("192.0.2.80:80"), null, TestContext.Current.CancellationToken);
        await web.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        var buffer = new byte[1000];
        var text = System.Text.Encoding.ASCII.GetString(buffer, 0, await web.ReceiveAsync(buffer));
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Direct")]
    [InlineData("Switched")]
    [InlineData("Shared")]
    [InlineData("PointToPoint")]
    public void EachKindOfLine_BothUplinksReachTheInternet(string kind)
    {
        var link = Enum.Parse<LinkKind>(kind);
        using var lab = new LabBuilder().Lan().Isp(i => i with { Link = link }).Isp(i => i with { Link = link })
            .DhcpDefaults().Build();
        AssertEachLineAnswers(lab);
        // A silent line is worked around by nobody yet: that the other still answers shows that they are two.
        using var fault = lab.Isp1.Silent();
        Assert.False(Pinger.Send(lab.Router, "1.1.1.1", device: "wan1").AllAnswered);
        Assert.True(Pinger.Send(lab.Router, "1.1.1.1", device: "wan2").AllAnswered);
    }

    [Fact]
    public void PointToPoint_TheSamePeerOnBothLines_AreTwoLines()
    {
        // T-12: a provider whose concentrators all have the same address.
        using var lab = new LabBuilder().Lan().Isp(Dialled).Isp(Dialled).DhcpDefaults().Build();
        AssertEachLineAnswers(lab);

        static IspSpec Dialled(IspSpec isp) => isp with { Link = LinkKind.PointToPoint, Gateway = "100.64.64.64" };
    }

    [Fact]
    public async Task Dns_AnyName_IsAnsweredUntilToldOtherwise()
    {
        using var lab = NetworkLab.TwoUplinks();
        byte[] query = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, (byte)'a', (byte)'b', 1, (byte)'c', 0, 0, 1, 0, 1];
        Assert.Equal([192, 0, 2, 80], (await Ask())[^4..]);
        lab.Dns.Set("ab.c", "192.0.2.9");
        Assert.Equal([192, 0, 2, 9], (await Ask())[^4..]);
        lab.Dns.Set("ab.c");
        Assert.Equal(3, (await Ask())[3] & 15);
        lab.Dns.Silent = true;
        await Assert.ThrowsAsync<OperationCanceledException>(Ask);
        Assert.Equal(4, lab.Dns.Queries);

        async Task<byte[]> Ask()
        {
            using var socket = lab.Router.Do(() => LabSocket.FreshUdp(IPAddress.Any));
            using var limit = new CancellationTokenSource(Second);
            await socket.ConnectAsync(IPEndPoint.Parse("9.9.9.9:53"), limit.Token);
            await socket.SendAsync(query, limit.Token);
            var buffer = new byte[512];
            return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
        }
    }

    [Fact]
    public void Keep_ANamedLab_StaysUntilItIsRemoved()
    {
        var name = $"dwkept{Environment.ProcessId}";
        using (var lab = new LabBuilder().Isps(1).Named(name).Build())
            lab.Keep();
        Assert.Contains($"{name}-rt", NetworkNamespace.Names());
        NetworkLab.Remove(name);
        Assert.DoesNotContain(NetworkNamespace.Names(), n => n.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public void ThreeUplinks_EachReachesTheInternet()
    {
        using var lab = new LabBuilder().Lan().Isps(3).DhcpDefaults().Build();
        AssertEachLineAnswers(lab);
    }

    [Theory]
    [InlineData(false, "Direct")]
    [InlineData(true, "Direct")]
    [InlineData(false, "Shared")]
    public void TwinModems_SameSubnetAndGateway_EachHasItsOwnPublicAddress(bool sameAddress, string kind)
    {
        // T-10, T-11, K row 25: the second line is reached by device, whatever main says.
        var link = Enum.Parse<LinkKind>(kind);
        using var lab = new LabBuilder().Lan().TwinModems(sameAddress, link).DhcpDefaults().Build();
        Assert.Equal("203.0.113.1", lab.Isp1.PublicAddress);
        Assert.Equal("198.51.100.1", lab.Isp2.PublicAddress);
        if (kind == "Direct")
            AssertEachLineAnswers(lab);
        var seen = LabSocket.WhoByUdp(lab.Router, IPEndPoint.Parse("192.0.2.80:7"), Second);
        Assert.NotNull(lab.IspOf(seen!.Address));
    }

    [Fact]
    public void OneModemTwoInterfaces_AHostWithoutLan_ReachesTheInternetByBoth()
    {
        using var lab = new LabBuilder().OneModemTwoInterfaces().DhcpDefaults().Build();
        Assert.True(Pinger.Send(lab.Router, "1.1.1.1", device: "eth0").AllAnswered);
        Assert.True(Pinger.Send(lab.Router, "1.1.1.1", device: "wlan0").AllAnswered);
        Assert.Equal(2, new LabRouter(lab.Router).Ip("route show default").GetArrayLength());
    }

    [Fact]
    public void OnLinkGateway_OutsideOfTheLease_ReachesTheInternet()
    {
        // K-12: a /32 lease.
        using var lab = new LabBuilder().Lan().Isp(i => i.OnLink("100.64.0.1")).Isp().DhcpDefaults().Build();
        Assert.Contains("onlink", lab.Router.Ip("route show default dev wan1"), StringComparison.Ordinal);
        AssertEachLineAnswers(lab);
    }

    [Fact]
    public void IPv6_EveryLineAndTheDelegatedPrefix_ReachTheInternet()
    {
        using var lab = new LabBuilder().Lan().Isps(2).IPv6().DhcpDefaults().Build();
        Assert.True(Pinger.Send(lab.Router, "2606:4700:4700::1111", device: "wan1").AllAnswered);
        Assert.True(Pinger.Send(lab.Router, "2001:db8:ffff::80", device: "wan2").AllAnswered);
        lab.Router.Sysctl(("net.ipv6.conf.all.forwarding", "1"));
        Assert.True(Pinger.Send(lab.Client, "2001:db8:ffff::80", source: "2001:db8:1:1::10").AllAnswered);
        var before = lab.Isp1.Counters();
        Assert.False(Pinger.Send(lab.Client, "2001:db8:ffff::80", source: "2001:db8:2:1::10").AllAnswered);
        Assert.False(Pinger.Send(lab.Client, "2001:db8:ffff::80", source: "fd00:0:0:1::10").AllAnswered);
        var leaked = lab.Isp1.Counters() - before;
        Assert.Equal((1L, 1L), (leaked.LeakedForeign, leaked.LeakedPrivate));
    }

    [Fact]
    public async Task AdvertiseRouter_ARouterThatDoesNotForward_LearnsAndForgetsTheDefault()
    {
        using var lab = new LabBuilder().Lan().Isps(1).IPv6().Build();
        lab.Isp1.AdvertiseRouter(lifetime: 1800);
        await Eventually.True(() => Default().Contains("proto ra", StringComparison.Ordinal), "a default by RA");
        lab.Isp1.AdvertiseRouter(lifetime: 0);
        await Eventually.True(() => Default().Length == 0, "the default is taken back");

        string Default() => lab.Router.Ip("-6 route show default").Trim();
    }

    [Fact]
    public void SeveralLansAndClients_ReachEachOtherAndTheInternet()
    {
        using var lab = new LabBuilder().Lan(clients: 2, addressesPerClient: 3).Lan().Isps(2).DhcpDefaults().Build();
        KernelLayout.Apply(lab);
        Assert.True(Pinger.Send(lab["lan0-1"], "10.0.0.13").AllAnswered);
        Assert.True(Pinger.Send(lab["lan0-2"], "10.0.1.10").AllAnswered);
        Assert.True(Pinger.Send(lab["lan0-2"], "1.1.1.1", source: "10.0.0.15").AllAnswered);
        Assert.True(Pinger.Send(lab["lan1"], "1.1.1.1").AllAnswered);
    }

    [Fact]
    public void ReversePathFilter_AsSystemdSetsIt_IsOnEveryInterfaceButNotOnAll()
    {
        using var lab = new LabBuilder().Lan().Isps(2).ReversePathFilter(2).Forwarding().Build();
        Assert.Equal("2", lab.Router.Sysctl("net.ipv4.conf.wan1.rp_filter"));
        Assert.Equal("0", lab.Router.Sysctl("net.ipv4.conf.all.rp_filter"));
        Assert.Equal("1", lab.Router.Sysctl("net.ipv4.ip_forward"));
        Assert.Empty(lab.Router.Ip("route show default").Trim());
    }

    [Fact]
    public void RemoveLeftovers_OfAProcessThatIsGone_RemovesItsNamespacesOnly()
    {
        using var mine = NetworkLab.TwoUplinks();
        using (NetworkNamespace.Create("dw99999t1n1-rt"))
        {
            Assert.Contains("dw99999t1n1-rt", NetworkLab.RemoveLeftovers());
            Assert.DoesNotContain("dw99999t1n1-rt", NetworkNamespace.Names());
            Assert.Contains(mine.Router.Name, NetworkNamespace.Names());
        }
    }

    [Fact]
    public void Lab_BuiltAndUsed_LeavesTheMachineAroundItAlone()
    {
        var before = KernelDump.Take(NetworkNamespace.Current());
        using (var lab = NetworkLab.TwoUplinks())
            KernelLayout.Apply(lab);
        Assert.Equal(before, KernelDump.Take(NetworkNamespace.Current()));
    }

    private static void AssertEachLineAnswers(NetworkLab lab)
    {
        foreach (var isp in lab.Isps)
        {
            Assert.True(Pinger.Send(lab.Router, "1.1.1.1", device: isp.Interface).AllAnswered, isp.Name);
            Assert.True(isp.Counters().Up > 0, isp.Name);
            Assert.Equal(0, isp.Counters().Leaked);
        }
    }
}
