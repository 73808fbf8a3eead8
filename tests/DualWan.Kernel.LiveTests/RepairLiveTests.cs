using DualWan.Core.Reconciliation;
using DualWan.Testing;
using DualWan.Testing.Kernel;

namespace DualWan.Kernel.LiveTests;

/// <summary>What others, or a cable, take away comes back, and nothing else moves.</summary>
public sealed class RepairLiveTests
{
    [Theory]
    [InlineData("rule del pref 20900", 1)]
    [InlineData("rule del pref 20001", 1)]
    [InlineData("-6 rule del pref 20100", 1)]
    [InlineData("route del unreachable default table 7701 metric 4294967295", 1)]
    [InlineData("route del 10.31.0.0/24 table 7701", 1)]
    [InlineData("route del default table 7802 metric 20", 1)]
    [InlineData("-6 route del default table 7700 metric 10", 1)]
    [InlineData("nexthop del id 3607101953", 2)]
    [InlineData("nexthop del id 3607101697", 7)]
    [InlineData("nexthop replace id 3607102209 group 3607101698 proto 215", 1)]
    [InlineData("nexthop replace id 3607101697 via 10.31.0.9 dev wan1 proto 215", 1)]
    [InlineData("route replace default nhid 3607102210 table 7700 metric 10 proto 215", 1)]
    [InlineData("route add 198.51.100.0/24 nhid 3607102210 table 7700 proto 215", 1)]
    [InlineData("rule add pref 20950 from 10.0.0.0/8 lookup 7701 protocol 215", 1)]
    [InlineData("nexthop flush", 28)]
    [InlineData("route flush table 7701", 2)]
    public void What_somebody_changed_with_ip_is_put_back_by_as_many_messages_as_needed(string command, int messages)
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);
        var before = router.Dump();
        router.Namespace.Space.TryIp(command);
        Assert.NotEqual(before, router.Dump());

        var plan = router.Reconcile(LiveRouter.TwoUplinks);

        Assert.Equal(before, router.Dump());
        Assert.Equal(messages, plan.Operations.Count);
    }

    [Theory]
    [InlineData("flush ruleset")]
    [InlineData("flush table inet dualwan")]
    [InlineData("flush chain inet dualwan nat")]
    [InlineData("add rule inet dualwan forward drop")]
    [InlineData("insert rule inet dualwan nat accept")]
    [InlineData("add chain inet dualwan another { type filter hook input priority 0; drop; }")]
    [InlineData("add element inet dualwan lans { \"eth7\" }")]
    [InlineData("delete element inet dualwan uplinks { \"wan1\" }")]
    [InlineData("add set inet dualwan more { type ipv4_addr; flags interval; }")]
    public void What_somebody_changed_with_nft_is_put_back_in_one_transaction_at_most(string command)
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);
        var before = router.Dump();
        router.Space.Nft(command);
        Assert.NotEqual(before, router.Dump());

        var plan = router.Reconcile(LiveRouter.TwoUplinks);

        Assert.Equal(before, router.Dump());
        Assert.Single(plan.Operations);
    }

    [Fact]
    public void A_rule_edited_by_hand_under_its_old_comment_is_found_by_its_digest()
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);
        var before = router.Dump();
        var context = ReconcileContext.Remember(LiveRouter.TwoUplinks, router.Read(LiveRouter.TwoUplinks));
        Assert.True(Reconciler.Plan(LiveRouter.TwoUplinks, router.Read(LiveRouter.TwoUplinks), context).IsEmpty);
        var comment = LiveRouter.TwoUplinks.Nft!.Chains.First(chain => chain.Name == "re1").Rules[0].Comment;
        var listing = router.Space.Run("nft", "-a", "list", "chain", "inet", "dualwan", "re1").Output;
        var handle = listing.Split("# handle ")[2].Split('\n')[0];
        router.Space.Nft($"replace rule inet dualwan re1 handle {handle} meta mark set 7 comment \"{comment}\"");
        Assert.True(router.Plan(LiveRouter.TwoUplinks).IsEmpty);

        var plan = Reconciler.Plan(LiveRouter.TwoUplinks, router.Read(LiveRouter.TwoUplinks), context);
        router.Apply(plan);

        Assert.Single(plan.Operations);
        Assert.Equal(before, router.Dump());
        Assert.True(Reconciler.Plan(LiveRouter.TwoUplinks, router.Read(LiveRouter.TwoUplinks), context).IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    public async Task A_carrier_that_flaps_is_rebuilt_whole_K09(int milliseconds)
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);
        var before = router.Ours();
        router.Ip("link set isp1 down");
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        router.Ip("link set isp1 up");
        await Settle(router);
        if (milliseconds == 300)
            Assert.DoesNotContain("dev wan1", router.Ip("nexthop show"), StringComparison.Ordinal);

        // The flap took the IPv6 address that the gateway's network hangs on, as a link that goes down does.
        router.Namespace.Space.TryIp("addr add fd31::2/64 dev wan1 nodad");
        router.Reconcile(LiveRouter.TwoUplinks);

        Assert.Equal(before, router.Ours());
    }

    [Fact]
    public async Task A_hundred_flaps_while_repairing_leave_everything_whole_after_the_last_K09()
    {
        using var router = new LiveRouter();
        var desired = TestLayout.Of(TestLayout.Uplink(1), TestLayout.Uplink(2));
        router.Reconcile(desired);
        var before = router.Ours();

        for (var flap = 0; flap < 100; flap++)
        {
            router.Space.IpBatch("link set isp1 down\nlink set isp1 up\n");
            // Refusals are legal here (the carrier may be away at this moment), anything else would throw.
            router.Apply(router.Plan(desired));
        }

        await Settle(router);
        router.Reconcile(desired);
        Assert.Equal(before, router.Ours());
    }

    [Fact]
    public void An_interface_made_anew_under_its_old_name_gets_its_nexthops_back_K13()
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.ThreeUplinks);
        var before = router.Ours();
        router.Ip("link del wan3");
        Assert.Contains("[detached]", router.Ip("rule show"), StringComparison.Ordinal);
        router.Namespace.AddPair("wan3", "isp3", "10.33.0.2/24");
        router.Ip("addr add fd33::2/64 dev wan3 nodad");

        router.Reconcile(LiveRouter.ThreeUplinks);

        Assert.Equal(before, router.Ours());
    }

    [Fact]
    public void A_nexthop_without_carrier_is_refused_in_the_kernels_words_and_the_rest_is_done()
    {
        using var router = new LiveRouter();
        router.Ip("link set isp1 down");

        var result = router.Apply(router.Plan(TestLayout.Of(TestLayout.Uplink(1), TestLayout.Uplink(2))));

        Assert.Equal("Carrier for nexthop device is down (ENETDOWN)", result.Failures[0].Message);
        Assert.Equal("ip nexthop add id 3607101697 via 10.31.0.1 dev wan1 proto 215",
            OperationText.Of(result.Failures[0].Operation));
        Assert.Contains("dev wan2", router.Ip("route show table 7702"), StringComparison.Ordinal);
        Assert.Contains("20900", router.Ip("rule show"), StringComparison.Ordinal);
        Assert.Equal("1", router.Space.Sysctl("net.ipv4.ip_forward"));
    }

    [Fact]
    public void A_refused_nft_transaction_ends_the_plan_before_forwarding()
    {
        using var router = new LiveRouter();
        var broken = LiveRouter.TwoUplinks with
        {
            Nft = new NftTable([], [], [new NftChain("c", null, [new NftRule("ip saddr 1.2.3.4.5 drop")])]),
        };

        var result = router.Apply(router.Plan(broken));

        var failure = Assert.Single(result.Failures);
        Assert.StartsWith("nft: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dualwan", router.Space.Run("nft", "list", "ruleset").Output, StringComparison.Ordinal);
        Assert.Equal("0", router.Space.Sysctl("net.ipv4.ip_forward"));
    }

    /// <summary>Carrier events are handled in order: when wan3's has been, wan1's have. A flap may be merged into
    /// none.</summary>
    private static Task Settle(LiveRouter router)
    {
        router.Ip("link set isp3 down");
        return Eventually.True(() => !Carrier(router, "wan3") && Carrier(router, "wan1"), "the events are handled");
    }

    private static bool Carrier(LiveRouter router, string name) =>
        router.Ip($"-br link show {name}").Contains("LOWER_UP", StringComparison.Ordinal);
}
