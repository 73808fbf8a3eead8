using System.Diagnostics;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Kernel.LiveTests;

/// <summary>Address lists: large ones, changes of one element, and other writers at the same time (K-31,
/// K-32).</summary>
public sealed class ElementLiveTests
{
    private const int Large = 100_000;

    [Fact]
    public void A_hundred_thousand_addresses_load_and_one_more_costs_one_element_K31()
    {
        using var router = new LiveRouter();
        var addresses = Enumerable.Range(0, Large).Select(i => Address((uint)i * 2)).ToArray();
        var desired = WithList(IpRangeSet.Merge(addresses));

        router.Reconcile(desired);
        Assert.Equal(Large, CountByNft(router));
        Assert.True(router.Plan(desired).IsEmpty);

        var more = WithList(IpRangeSet.Merge([.. addresses, Address(Large * 4)]));
        var plan = router.Reconcile(more);
        var add = Assert.IsType<KernelOperation.AddElements>(Assert.Single(plan.Operations));
        Assert.Single(add.Ranges);
        Assert.Equal(Large + 1, CountByNft(router));

        plan = router.Reconcile(desired);
        Assert.IsType<KernelOperation.DeleteElements>(Assert.Single(plan.Operations));
        Assert.Equal(Large, CountByNft(router));
    }

    [Fact]
    public void A_range_that_grows_over_its_neighbours_is_exchanged_in_one_transaction()
    {
        using var router = new LiveRouter();
        router.Reconcile(WithList(Ranges("10.0.0.10-10.0.0.20", "10.0.0.30", "255.255.255.0/24", "0.0.0.0/24")));

        var plan = router.Reconcile(WithList(Ranges("10.0.0.5-10.0.0.40", "255.255.255.0/24")));

        Assert.Equal(2, plan.Operations.Count);
        Assert.Equal("10.0.0.5-10.0.0.40, 255.255.255.0/24", ElementsByNft(router));
        Assert.True(router.Plan(WithList(Ranges("10.0.0.5-10.0.0.40", "255.255.255.0/24"))).IsEmpty);
    }

    [Fact]
    public void A_chain_changes_while_the_list_is_large_without_touching_it()
    {
        using var router = new LiveRouter();
        var list = IpRangeSet.Merge(Enumerable.Range(0, Large).Select(i => Address((uint)i * 2)));
        router.Reconcile(WithList(list));
        var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;

        var changed = WithList(list, "ip saddr @office counter name \"inval\" drop");
        var plan = router.Reconcile(changed);

        Assert.IsType<KernelOperation.NftTransaction>(Assert.Single(plan.Operations));
        Assert.Equal(Large, CountByNft(router));
        process.Refresh();
        // Through libnftables' cache of the elements it would be 130 MB.
        Assert.InRange(process.WorkingSet64 - before, long.MinValue, 60L << 20);
    }

    [Fact]
    public async Task Elements_and_foreign_commits_race_and_nothing_is_lost_K32()
    {
        using var router = new LiveRouter();
        router.Reconcile(WithList([]));
        var foreign = Task.Run(() =>
        {
            for (var round = 0; round < 60; round++)
                router.Space.Nft($"add table ip other{round}\nadd chain ip other{round} c");
        }, TestContext.Current.CancellationToken);

        var written = 0;
        while (!foreign.IsCompleted || written < 50)
        {
            var range = Address((uint)written * 2);
            var result = router.Apply(new ReconcilePlan([
                new KernelOperation.AddElements("office", NftKeyType.IPv4Address, true, [], [range]),
            ]));
            Assert.Empty(result.Failures);
            written++;
        }

        await foreign;
        Assert.Equal(written, CountByNft(router));
        Assert.Equal(60, router.Space.Run("nft", "list", "tables").Output.Split("table ip other").Length - 1);
    }

    [Fact]
    public async Task Elements_and_our_own_chain_transactions_race_and_nothing_is_lost_K32()
    {
        using var router = new LiveRouter();
        router.Reconcile(WithList([]));
        using var second = router.Space.Do(() => LinuxKernel.Open(router.StateDirectory));
        var chains = Task.Run(() => router.Space.Do(() =>
        {
            for (var round = 0; round < 40; round++)
            {
                var result = second.Apply(new([new KernelOperation.NftTransaction(
                    $"flush chain inet dualwan c\nadd rule inet dualwan c ip saddr @office ip ttl {round} drop\n")]));
                Assert.Empty(result.Failures);
            }
        }), TestContext.Current.CancellationToken);

        var written = 0;
        while (!chains.IsCompleted || written < 50)
        {
            var range = Address((uint)written * 2);
            Assert.Empty(router.Apply(new ReconcilePlan([
                new KernelOperation.AddElements("office", NftKeyType.IPv4Address, true, [], [range]),
            ])).Failures);
            written++;
        }

        await chains;
        Assert.Equal(written, CountByNft(router));
        var chain = router.Space.Run("nft", "-t", "list", "chain", "inet", "dualwan", "c").Output;
        Assert.Contains("ip ttl 39", chain, StringComparison.Ordinal);
    }

    [Fact]
    public void Resets_are_armed_renewed_and_disarmed()
    {
        using var router = new LiveRouter();
        router.Reconcile(LiveRouter.TwoUplinks);

        Arm(TimeSpan.FromSeconds(100));
        Assert.Matches("\"wan1\" timeout 1m40s expires 1m", Armed());
        Arm(TimeSpan.FromMinutes(5));
        Assert.Matches("\"wan1\" timeout 5m expires (5m|4m5)", Armed());
        Assert.True(router.Plan(LiveRouter.TwoUplinks).IsEmpty);
        Disarm();
        Assert.DoesNotContain("wan1", Armed(), StringComparison.Ordinal);
        Disarm();
        Arm(TimeSpan.FromMinutes(5));
        router.Space.Nft("flush set inet dualwan armed");
        Arm(TimeSpan.FromMinutes(5));
        Assert.Contains("wan1", Armed(), StringComparison.Ordinal);

        void Arm(TimeSpan time) => Done(new KernelOperation.ArmResets("wan1", time));
        void Disarm() => Done(new KernelOperation.DisarmResets("wan1"));
        void Done(KernelOperation operation) => Assert.Empty(router.Apply(new([operation])).Failures);
        string Armed() => router.Space.Run("nft", "list", "set", "inet", "dualwan", "armed").Output;
    }

    private static DesiredState WithList(EquatableArray<IpRange> ranges, string rule = "ip saddr @office drop") =>
        DesiredState.Empty with
        {
            Nft = new NftTable(
                [new NftSet("office", NftKeyType.IPv4Address) { Interval = true, Ranges = ranges }], ["inval"],
                [new NftChain("c", null, [new NftRule(rule)])]),
        };

    private static IpRange Address(uint offset)
    {
        var address = new IpAddress(IpFamily.IPv4, 0x0A00_0000 + offset);
        return new IpRange(address, address);
    }

    private static EquatableArray<IpRange> Ranges(params string[] texts) => IpRangeSet.Merge(texts.Select(text =>
        IpRange.TryParse(text, out var range) ? range : throw new FormatException(text)));

    private static int CountByNft(LiveRouter router) =>
        ElementsByNft(router) is { Length: > 0 } elements ? elements.Split(',').Length : 0;

    private static string ElementsByNft(LiveRouter router)
    {
        var text = router.Space.Run("nft", "list", "set", "inet", "dualwan", "office").Output;
        var at = text.IndexOf("elements = {", StringComparison.Ordinal);
        return at < 0 ? "" : string.Join(", ", text[(at + 12)..text.IndexOf('}', at)]
            .Split(',').Select(element => element.Trim()));
    }
}
