using DualWan.Core.Classification;
using DualWan.Core.Config;
using Xunit;

namespace DualWan.Core.Tests.Classification;

/// <summary>What grouping makes of rules, as the text that the kernel gets.</summary>
public sealed class ClassifierGroupingTests
{
    [Fact]
    public void PccRulesOfOneHash_AreOneMap_PC06_T62()
    {
        var bench = new MangleBench();
        for (var i = 0u; i < 4; i++)
            bench.Mark(Pcc("both-addresses", 4, i), i < 3 ? "isp1" : "isp2");

        Assert.Equal(
            [
                "jhash ip saddr . ip daddr mod 4 seed 0xd7c1a551 "
                    + "vmap { 0 : goto w1, 1 : goto w1, 2 : goto w1, 3 : goto w2 }",
                "jhash ip6 saddr . ip6 daddr mod 4 seed 0xd7c1a551 "
                    + "vmap { 0 : goto w1, 1 : goto w1, 2 : goto w1, 3 : goto w2 }",
            ],
            Lines(bench));
    }

    [Fact]
    public void PccWithPorts_FallsBackToAddressesForWhatHasNone_PC11_T59()
    {
        var bench = new MangleBench()
            .Mark(Pcc("both-addresses-and-ports", 2, 0), "isp1")
            .Mark(Pcc("both-addresses-and-ports", 2, 1), "isp2");

        var lines = Lines(bench);

        Assert.Equal(4, lines.Length);
        Assert.StartsWith(
            "meta l4proto { 6, 17, 33, 132, 136 } jhash ip saddr . ip daddr . th sport . th dport mod 2",
            lines[0], StringComparison.Ordinal);
        Assert.StartsWith("jhash ip6 saddr . ip6 daddr mod 2", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void PccOfPortsAlone_SendsWhatHasNoneToOneBucket_PC11_T60()
    {
        var bench = new MangleBench().Mark(Pcc("both-ports", 2, 0), "isp1").Mark(Pcc("both-ports", 2, 1), "isp2");

        Assert.Equal(
            [
                "meta l4proto { 6, 17, 33, 132, 136 } jhash th sport . th dport mod 2 seed 0xd7c1a551 "
                    + "vmap { 0 : goto w1, 1 : goto w2 }",
                "goto w1",
            ],
            Lines(bench));
    }

    [Fact]
    public void PccOfTcp_NeedsNoGuard()
    {
        var bench = new MangleBench().Mark(Pcc("src-port", 2, 0) with { Protocol = new(6) }, "isp1");

        Assert.Equal(["meta l4proto 6 jhash th sport mod 2 seed 0xd7c1a551 vmap { 0 : goto w1 }"], Lines(bench));
    }

    [Fact]
    public void NthChain_IsOneCounter_NT03_T66()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { Nth = new(3, 1) }, "isp1")
            .Mark(new FirewallMatch { Nth = new(2, 1) }, "isp2")
            .Mark(FirewallMatch.Any, "isp3");

        Assert.Equal(["numgen inc mod 3 vmap { 0 : goto w1, 1 : goto w2 }", "goto w3"], Lines(bench));
    }

    [Fact]
    public void AddressesOfOneSide_AreOneIntervalMap_TheFirstRuleHasTheOverlap()
    {
        var bench = new MangleBench()
            .Mark(From("10.0.0.5"), "isp1")
            .Mark(From("10.0.0.0/28"), "isp2")
            .Mark(From("10.0.0.10-10.0.0.20"), "isp1")
            .Mark(From("2001:db8::/32"), "isp1")
            .Mark(From("10.0.0.5"), "isp2");

        Assert.Equal(
            [
                "ip saddr vmap { 10.0.0.0-10.0.0.4 : goto w2, 10.0.0.5 : goto w1, "
                    + "10.0.0.6-10.0.0.15 : goto w2, 10.0.0.16-10.0.0.20 : goto w1 }",
                "ip6 saddr 2001:db8::/32 goto w1",
            ],
            Lines(bench));
    }

    [Fact]
    public void ProtocolsAndPorts_AreOneConcatenatedMap()
    {
        var bench = new MangleBench()
            .Mark(To(6, new PortRange(443, 443), new PortRange(8000, 8100)), "isp1")
            .Mark(To(17, new PortRange(5060, 5060)), "isp2")
            .Mark(To(6, new PortRange(440, 450)), "isp2");

        Assert.Equal(
            [
                "meta l4proto . th dport vmap { 6 . 440-442 : goto w2, 6 . 443 : goto w1, 6 . 444-450 : goto w2, "
                    + "6 . 8000-8100 : goto w1, 17 . 5060 : goto w2 }",
            ],
            Lines(bench));
    }

    [Fact]
    public void InterleavedShapes_AreSortedOut_WhereNoPacketCanTell()
    {
        var bench = new MangleBench()
            .Mark(From("10.0.0.1"), "isp1")
            .Mark(To(6, new PortRange(80, 80)), "isp1")
            .Mark(From("10.0.0.2"), "isp1")
            .Mark(To(6, new PortRange(81, 81)), "isp1");

        Assert.Equal(
            [
                "ip saddr vmap { 10.0.0.1-10.0.0.2 : goto w1 }",
                "meta l4proto 6 th dport vmap { 80-81 : goto w1 }",
            ],
            Lines(bench));
    }

    [Fact]
    public void InterleavedShapes_StayInOrder_WhereAPacketCouldTell()
    {
        var bench = new MangleBench()
            .Mark(From("10.0.0.1"), "isp1")
            .Mark(To(6, new PortRange(80, 80)), "isp2")
            .Mark(From("10.0.0.2"), "isp1");

        Assert.Equal(3, Lines(bench).Length);
        Assert.Equal(2, bench.Number(MangleBench.Packet("10.0.0.2", port: 80)));
    }

    [Fact]
    public void PairsOfAddresses_AreOneMap_WhileTheyDoNotOverlap()
    {
        var bench = new MangleBench()
            .Mark(From("10.0.0.0/24") with { DstAddress = new(MangleBench.Range("192.0.2.0/25")) }, "isp1")
            .Mark(From("10.0.0.0/25") with { DstAddress = new(MangleBench.Range("192.0.2.128/25")) }, "isp2")
            .Mark(From("10.0.0.0/23") with { DstAddress = new(MangleBench.Range("192.0.2.0/24")) }, "isp1");

        Assert.Equal(
            [
                "ip saddr . ip daddr vmap { 10.0.0.0/24 . 192.0.2.0/25 : goto w1, "
                    + "10.0.0.0/25 . 192.0.2.128/25 : goto w2 }",
                "ip saddr 10.0.0.0/23 ip daddr 192.0.2.0/24 goto w1",
            ],
            Lines(bench));
    }

    [Fact]
    public void AddressLists_AreNamedSetsOfBothFamilies()
    {
        var bench = new MangleBench().Mark(new FirewallMatch { SrcAddressList = new("via isp1!") }, "isp1");

        var text = Text(bench);

        Assert.Equal(
            ["ip saddr @l4_e13514ed_viaisp1 goto w1", "ip6 saddr @l6_e13514ed_viaisp1 goto w1"], text.Chains[0].Lines);
        Assert.Equal(
            ["ipv4_addr via isp1!", "ipv6_addr via isp1!"], text.Sets.Select(set => $"{set.ElementType} {set.List}"));
    }

    [Fact]
    public void WhatAllRulesAsk_IsAskedOnce()
    {
        var inside = new FirewallMatch
        {
            ConnectionState = new(ConnectionStates.New),
            InInterface = new("wan1", Negated: true),
        };
        var bench = new MangleBench()
            .Act(new FirewallMatch { DstAddressType = new(AddressTypes.Local) }, new MangleAction.Accept())
            .Mark(inside with { SrcAddress = new(MangleBench.Range("10.0.0.1")) }, "isp1")
            .Mark(inside with { DstAddress = new(MangleBench.Range("192.0.2.1")) }, "isp2")
            .Mark(inside, "isp3");

        Assert.Equal(
            [
                "fib daddr type local accept",
                "ct state != new return",
                "iifname \"wan1\" return",
                "ip saddr 10.0.0.1 goto w1",
                "ip daddr 192.0.2.1 goto w2",
                "goto w3",
            ],
            Lines(bench));
    }

    [Fact]
    public void RulesBehindOneThatTakesEverything_AreLeftOut()
    {
        var bench = new MangleBench().Mark(FirewallMatch.Any, "isp1").Mark(From("10.0.0.1"), "isp2");

        Assert.Equal(["goto w1"], Lines(bench));
    }

    [Fact]
    public void UserChains_KeepTheirJumps_UnderNamesOfOurs_K33()
    {
        var bench = new MangleBench()
            .Act(FirewallMatch.Any, new MangleAction.Jump("fwd"))
            .Mark(FirewallMatch.Any, "isp1", chain: "fwd");

        var text = Text(bench);

        Assert.Equal(["jump c_b2e0054a_fwd"], text.Chains[0].Lines);
        Assert.Equal("c_b2e0054a_fwd", text.Chains[1].Name);
    }

    [Fact]
    public void PassthroughMark_WritesOnlyItsOwnBits()
    {
        var bench = new MangleBench().Act(FirewallMatch.Any, new MangleAction.MarkRouting("isp2"));

        Assert.Equal(["meta mark set meta mark and 0x00fffcff or 0x02000000"], Lines(bench));
    }

    [Fact]
    public void NthOverTwoFamilies_HasOneCounter()
    {
        var bench = new MangleBench().Mark(new FirewallMatch { Dscp = new(46), Nth = new(4, 2) }, "isp1");

        var text = Text(bench);

        Assert.Equal(["ip dscp 46 jump c_n1", "ip6 dscp 46 jump c_n1"], text.Chains[0].Lines);
        Assert.Equal(["numgen inc mod 4 != 1 return", "goto w1"], text.Chains[1].Lines);
    }

    [Fact]
    public void NegatedPorts_AreWrittenSoThatNftDoesNotJoinThem()
    {
        var bench = new MangleBench().Mark(
            new FirewallMatch { Protocol = new(6), Port = new([new PortRange(25, 25)], Negated: true) }, "isp1");

        Assert.Equal(["meta l4proto 6 th sport != 25-25 th dport != 25-25 goto w1"], Lines(bench));
    }

    [Fact]
    public void InterfaceNamesThatLinuxCannotHave_NeverMatch_AndAreTold()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { InInterface = new("a very long interface name") }, "isp1")
            .Mark(new FirewallMatch { InInterface = new("eth*") }, "isp2");

        var text = Text(bench);

        Assert.Equal(["iifname vmap { \"eth\\*\" : goto w2 }"], text.Chains[0].Lines);
        Assert.Equal(["no interface can be named 'a very long interface name'"], text.Problems);
    }

    [Fact]
    public void TwoHundredRules_BecomeAHandfulOfLookups()
    {
        var bench = new MangleBench();
        for (var i = 0; i < 100; i++)
            bench.Mark(From($"10.0.{i}.0/25"), i % 2 == 0 ? "isp1" : "isp2");
        for (var i = 0; i < 100; i++)
            bench.Mark(To(6, new PortRange((ushort)(i * 10), (ushort)((i * 10) + 5))), i % 3 == 0 ? "isp1" : "isp2");

        Assert.Equal(2, Lines(bench).Length);
    }

    private static string[] Lines(MangleBench bench) => [.. Text(bench).Chains[0].Lines];

    private static ClassifierText Text(MangleBench bench) =>
        ClassifierText.Render(ClassifierGrouping.Group(bench.Compile()), "c", mark => $"goto w{mark.Number}");

    private static FirewallMatch From(string range) => new() { SrcAddress = new(MangleBench.Range(range)) };

    private static FirewallMatch To(byte protocol, params PortRange[] ports) =>
        new() { Protocol = new(protocol), DstPort = new(ports.ToEquatableArray()) };

    private static FirewallMatch Pcc(string fields, uint denominator, uint remainder) => new()
    {
        PerConnectionClassifier = new(new(PccFieldsText.Parse(fields)!.Value, denominator, remainder)),
    };
}
