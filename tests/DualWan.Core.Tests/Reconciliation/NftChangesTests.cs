using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Testing.Kernel;
using Xunit;

namespace DualWan.Core.Tests.Reconciliation;

public sealed class NftChangesTests
{
    private static readonly SnapshotRequest All = new(true, []);
    private static readonly string Office = CommentHash("ip saddr @office goto plain");

    [Fact]
    public void NewTable_IsOneTransaction_ThenItsAddressLists()
    {
        var plan = PlanOf(Table(["10.0.0.0/8"], "accept"), new InMemoryKernel());

        Assert.Equal(
            """
            nft -f - <<'EOF'
            add table inet dualwan
            add counter inet dualwan guard
            add set inet dualwan lans { type ifname; elements = { "lan0", "tcp" } }
            add set inet dualwan office { type ipv4_addr; flags interval; }
            add chain inet dualwan hooked { type filter hook forward priority -5; policy accept; }
            add chain inet dualwan plain
            add rule inet dualwan hooked ip saddr @office goto plain comment "dw:2f10c0afbb0ce1ab"
            add rule inet dualwan plain accept comment "dw:HASH"
            EOF
            nft add element inet dualwan office { 10.0.0.0/8 }

            """.Replace("2f10c0afbb0ce1ab", CommentHash("ip saddr @office goto plain"))
                .Replace("HASH", CommentHash("accept")), OperationText.Of(plan));
    }

    [Fact]
    public void ChangedRule_FlushesAndRefillsOnlyItsChain_AndNoSet()
    {
        var kernel = Settled(Table(["10.0.0.0/8"], "accept"));

        var plan = PlanOf(Table(["10.0.0.0/8"], "drop"), kernel);

        Assert.Equal(
            $"""
            nft -f - <<'EOF'
            flush chain inet dualwan plain
            add rule inet dualwan plain drop comment "dw:{CommentHash("drop")}"
            EOF

            """, OperationText.Of(plan));
    }

    [Fact]
    public void ChangedList_IsElementsOnly_K31()
    {
        var kernel = Settled(Table(["10.0.0.0/8", "192.168.1.2-192.168.1.100"], "accept"));

        var plan = PlanOf(Table(["10.0.0.0/8", "192.168.1.2-192.168.1.101"], "accept"), kernel);

        Assert.Equal(
            """
            nft delete element inet dualwan office { 192.168.1.2-192.168.1.100 }
            nft add element inet dualwan office { 192.168.1.2-192.168.1.101 }

            """, OperationText.Of(plan));
    }

    [Fact]
    public void NewSetInLiveTable_IsDeclaredAndFilledBeforeARuleUsesIt()
    {
        var kernel = Settled(Table(["10.0.0.0/8"], "accept"));
        var wanted = Table(["10.0.0.0/8"], "ip6 saddr @six drop");
        wanted = wanted with
        {
            Sets =
            [
                .. wanted.Sets,
                new NftSet("six", NftKeyType.IPv6Address) { Interval = true, Ranges = Ranges("fd00::/8") },
            ],
        };

        var kinds = PlanOf(wanted, kernel).Operations.Select(operation => operation.GetType().Name);

        Assert.Equal(["NftTransaction", "AddElements", "NftTransaction"], kinds);
        Apply(wanted, kernel);
    }

    [Fact]
    public void SetOfAnotherShape_IsMadeAnew_WithTheRulesThatUseIt()
    {
        var kernel = Settled(Table(["10.0.0.1"], "accept"));
        var wanted = Table(["10.0.0.1"], "accept");
        wanted = wanted with { Sets = [wanted.Sets[0], wanted.Sets[1] with { Interval = false }] };

        var plan = PlanOf(wanted, kernel);

        Assert.Equal(
            $$"""
            nft -f - <<'EOF'
            flush chain inet dualwan hooked
            delete set inet dualwan office
            add set inet dualwan office { type ipv4_addr; }
            add rule inet dualwan hooked ip saddr @office goto plain comment "dw:{{Office}}"
            EOF
            nft add element inet dualwan office { 10.0.0.1 }

            """, OperationText.Of(plan));
        Apply(wanted, kernel);
    }

    [Fact]
    public void RuleEditedByHand_CommentKept_IsFoundByItsDigest()
    {
        var wanted = Table(["10.0.0.0/8"], "accept");
        var kernel = Settled(wanted);
        var context = ReconcileContext.Remember(State(wanted), kernel.Read(All));
        kernel.EditRule("plain", 0, "drop");

        Assert.True(Reconciler.Plan(State(wanted), kernel.Read(All)).IsEmpty);
        var plan = Reconciler.Plan(State(wanted), kernel.Read(All), context);

        Assert.Contains("flush chain inet dualwan plain", OperationText.Of(plan), StringComparison.Ordinal);
        kernel.Apply(plan);
        Assert.True(Reconciler.Plan(State(wanted), kernel.Read(All), context).IsEmpty);
    }

    [Fact]
    public void HookMoved_ChainIsDeletedAndMadeInTheSameTransaction_D10()
    {
        var kernel = Settled(Table([], "accept"));
        var wanted = Table([], "accept");
        var moved = wanted.Chains[0] with { Hook = new NftHook("filter", "forward", -6) };
        wanted = wanted with { Chains = [moved, wanted.Chains[1]] };

        var plan = PlanOf(wanted, kernel);

        Assert.Single(plan.Operations);
        Apply(wanted, kernel);
    }

    [Fact]
    public void ElementsNotRead_AreNotCompared()
    {
        var kernel = Settled(Table(["10.0.0.0/8"], "accept"));

        var plan = Reconciler.Plan(State(Table(["11.0.0.0/8"], "accept")), kernel.Read(new SnapshotRequest(false, [])));

        Assert.True(plan.IsEmpty);
    }

    [Fact]
    public void RulesetFlushedBySomebody_NftComesFirst_K15()
    {
        KernelRule rule = new(IpFamily.IPv4, 20900) { Table = 7700 };
        var wanted = State(Table(["10.0.0.0/8"], "accept")) with { Rules = [rule] };
        var kernel = new InMemoryKernel();
        kernel.Apply(Reconciler.Plan(wanted with { Rules = [] }, kernel.Read(All)));
        kernel.FlushRuleset();

        var plan = Reconciler.Plan(wanted, kernel.Read(All));

        Assert.IsType<KernelOperation.NftTransaction>(plan.Operations[0]);
        Assert.IsType<KernelOperation.AddRule>(plan.Operations[^1]);
    }

    [Fact]
    public void TransactionRefused_NothingAfterItIsDone()
    {
        var kernel = new InMemoryKernel();
        var wanted = State(Table([], "jump nowhere")) with { Rules = [new(IpFamily.IPv4, 20900) { Table = 7700 }] };

        var result = kernel.Apply(Reconciler.Plan(wanted, kernel.Read(All)));

        Assert.Single(result.Failures);
        Assert.Empty(kernel.Read(All).Rules);
    }

    private static NftTable Table(string[] ranges, string rule) => new(
        [
            new NftSet("lans", NftKeyType.InterfaceName) { Names = ["lan0", "tcp"] },
            new NftSet("office", NftKeyType.IPv4Address) { Interval = true, Ranges = Ranges(ranges) },
        ],
        ["guard"],
        [
            new NftChain("hooked", new NftHook("filter", "forward", -5), [new NftRule("ip saddr @office goto plain")]),
            new NftChain("plain", null, [new NftRule(rule)]),
        ]);

    private static EquatableArray<IpRange> Ranges(params string[] texts) => IpRangeSet.Merge(texts.Select(text =>
        IpRange.TryParse(text, out var range) ? range : throw new FormatException(text)));

    private static DesiredState State(NftTable table) => DesiredState.Empty with { Nft = table };

    private static ReconcilePlan PlanOf(NftTable table, InMemoryKernel kernel) =>
        Reconciler.Plan(State(table), kernel.Read(All));

    private static InMemoryKernel Settled(NftTable table)
    {
        var kernel = new InMemoryKernel();
        Apply(table, kernel);
        return kernel;
    }

    private static void Apply(NftTable table, InMemoryKernel kernel)
    {
        Assert.Empty(kernel.Apply(PlanOf(table, kernel)).Failures);
        Assert.True(PlanOf(table, kernel).IsEmpty);
    }

    private static string CommentHash(string text) => new NftRule(text).Comment[3..];
}
