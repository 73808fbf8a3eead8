using System.Text.Json;
using DualWan.Core.Reconciliation;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>The layout of kernel.md section 3 on the real kernel; ip and nft are the judges.</summary>
public sealed class LayoutLiveTests
{
    [Fact]
    public void Two_uplinks_stand_in_the_kernel_as_ip_and_nft_see_them()
    {
        using var router = new LiveRouter();

        router.Reconcile(LiveRouter.TwoUplinks);

        var rules = router.Ip("rule show");
        var lines = rules.Split('\n');
        Assert.Contains("20001:\tfrom all fwmark 0x81000000/0xff000000 lookup 7801 proto 215", lines);
        Assert.Contains("20042:\tfrom all fwmark 0xc2000000/0xdf000000 lookup 7702 proto 215", lines);
        Assert.Contains("20100:\tfrom all lookup main suppress_prefixlength 0 proto 215", lines);
        Assert.Contains("20202:\tfrom all oif wan2 lookup 7702 proto 215", lines);
        Assert.Contains("20900:\tfrom all lookup 7700 proto 215", lines);
        Assert.Equal(12, Count(rules, "proto 215"));
        Assert.Equal(12, Count(router.Ip("-6 rule show"), "proto 215"));
        Assert.Equal(12, Count(router.Ip("nexthop show"), "proto 215"));
        Assert.Equal(
            "default nhid 3607101953 via 10.31.0.1 dev wan1 proto 215 metric 10 \n"
            + "unreachable default proto 215 metric 4294967295 \n"
            + "10.31.0.0/24 dev wan1 proto 215 scope link metric 10 \n", router.Ip("route show table 7701"));
        Assert.Equal("fd32::1", Way(router, "2001:db8::9 mark 0xc2000000"));
        Assert.Equal("fd31::1", Way(router, "2001:db8::9 mark 0x81000000"));
        Assert.Equal("1", router.Space.Sysctl("net.ipv4.ip_forward"));
        var nat = router.Space.Run("nft", "list", "chain", "inet", "dualwan", "nat").Output;
        Assert.Contains("oifname @uplinks rt ipsec missing masquerade", nat, StringComparison.Ordinal);
        Assert.Equal("10.31.0.1", Way(router, "198.51.100.9 mark 0x81000000"));
        Assert.Equal("10.32.0.1", Way(router, "198.51.100.9 mark 0x82000000"));
        Assert.Equal("10.32.0.1", Way(router, "198.51.100.9 oif wan2"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Second_apply_plans_nothing(int uplinks)
    {
        using var router = new LiveRouter();
        var desired = uplinks == 2 ? LiveRouter.TwoUplinks : LiveRouter.ThreeUplinks;
        router.Reconcile(desired);

        var second = router.Plan(desired);

        Assert.True(second.IsEmpty, OperationText.Of(second));
    }

    [Fact]
    public void Second_start_is_silent_in_ip_monitor_and_nft_monitor()
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);
        using var monitors = new Monitors(router.Space);
        monitors.Check("before");
        router.Restart();

        router.Reconcile(LiveRouter.TwoUplinks);

        Assert.Equal("", monitors.Check("after"));
    }

    [Fact]
    public void Live_change_from_two_uplinks_to_three_and_back_keeps_the_counters()
    {
        using var router = new LiveRouter();
        router.Reconcile(TestLayout.Of(TestLayout.Uplink(1), TestLayout.Uplink(2)));
        var before = router.Dump();
        router.Space.Nft("reset counters");

        router.Reconcile(LiveRouter.ThreeUplinks);
        Assert.Contains("wan3", router.Ip("route show table 7703"), StringComparison.Ordinal);
        router.Reconcile(TestLayout.Of(TestLayout.Uplink(1), TestLayout.Uplink(2)));

        Assert.Equal(before, router.Dump());
    }

    [Fact]
    public void What_others_put_there_stays_through_apply_and_cleanup()
    {
        using var router = new LiveRouter();
        router.Ip("rule add pref 5210 fwmark 0x80000/0xff0000 lookup main");
        router.Ip("rule add pref 20150 from 10.99.0.0/16 lookup 52");
        router.Ip("route add 10.99.0.0/16 via 10.31.0.1 table 52");
        router.Ip("route add default via 10.31.0.1 metric 100");
        router.Ip("nexthop add id 77 via 10.31.0.1 dev wan1");
        router.Space.Nft("table inet filter { chain forward { type filter hook forward priority 0; accept; }; }");
        var before = router.Dump();

        router.Reconcile(LiveRouter.TwoUplinks);
        Assert.Contains("lookup 52", router.Ip("rule show"), StringComparison.Ordinal);
        router.Cleanup();

        Assert.Equal(before, router.Dump());
    }

    [Fact]
    public void Snapshot_tells_foreign_defaults_of_every_shape()
    {
        using var router = new LiveRouter();
        router.Ip("route add default via 10.31.0.1 metric 100 proto dhcp");
        router.Ip("route add default metric 200 nexthop via 10.31.0.1 nexthop via 10.32.0.1");
        router.Ip("nexthop add id 77 via 10.33.0.1 dev wan3");
        router.Ip("route add default nhid 77 metric 300");
        router.Ip("route add default via inet6 fd31::1 dev wan1 metric 400");
        router.Ip("route add default via 10.77.0.1 dev wan2 onlink table 99");
        router.Ip("route add unreachable default metric 500");

        var routes = router.Read(DesiredState.Empty).ForeignRoutes.Where(route => route.Destination.IsDefault)
            .Select(route => $"{route.Table} {route.Metric} {route.Type} {route.Gateway} "
                + $"{route.Interface} {route.OnLink} {route.Protocol}");

        Assert.Equal(
            [
                "254 100 Unicast 10.31.0.1 wan1 False 16",
                "254 200 Unicast 10.31.0.1 wan1 False 3",
                "254 200 Unicast 10.32.0.1 wan2 False 3",
                "254 300 Unicast 10.33.0.1 wan3 False 3",
                "254 400 Unicast fd31::1 wan1 False 3",
                "254 500 Unreachable   False 3",
                "99 100 Unicast 10.77.0.1 wan2 True 3",
            ], routes.Select(text => text.Replace("99 0 ", "99 100 ")).Order(StringComparer.Ordinal));
    }

    private static string Way(LiveRouter router, string question)
    {
        using var answer = JsonDocument.Parse(router.Ip($"-j route get {question}"));
        return answer.RootElement[0].GetProperty("gateway").GetString()!;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
