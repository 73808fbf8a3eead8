using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using Xunit;

namespace DualWan.Core.Tests.Classification;

/// <summary>From mangle to a program: what each action and matcher becomes, and what is said of those that
/// can't.</summary>
public sealed class ClassifierCompilerTests
{
    private static readonly FirewallMatch Tcp = new() { Protocol = new(6) };

    [Fact]
    public void FirstTerminatingMatch_Wins_PF12()
    {
        var bench = new MangleBench().Mark(Tcp, "isp1").Mark(FirewallMatch.Any, "isp2");

        Assert.Equal(1, bench.Number(MangleBench.Packet()));
        Assert.Equal(2, bench.Number(MangleBench.Packet(protocol: 17)));
    }

    [Fact]
    public void PassthroughYes_IsTheDefault_AndALaterRuleOverrides_MA08()
    {
        var bench = new MangleBench()
            .Act(FirewallMatch.Any, new MangleAction.MarkRouting("isp1"))
            .Act(Tcp, new MangleAction.MarkRouting("isp2"));

        Assert.Equal(2, bench.Number(MangleBench.Packet()));
        Assert.Equal(1, bench.Number(MangleBench.Packet(protocol: 17)));
    }

    [Fact]
    public void Accept_LeavesWhatIsNotYetMarkedUnmarked_MA01()
    {
        var bench = new MangleBench().Act(Tcp, new MangleAction.Accept()).Mark(FirewallMatch.Any, "isp2");

        Assert.Equal(0, bench.Number(MangleBench.Packet()));
        Assert.Equal(2, bench.Number(MangleBench.Packet(protocol: 17)));
    }

    [Fact]
    public void PassthroughNo_InAUserChain_EndsTheParentToo_MA18()
    {
        var bench = new MangleBench()
            .Act(FirewallMatch.Any, new MangleAction.Jump("mine"))
            .Mark(FirewallMatch.Any, "isp2")
            .Mark(Tcp, "isp1", chain: "mine");

        Assert.Equal(1, bench.Number(MangleBench.Packet()));
        Assert.Equal(2, bench.Number(MangleBench.Packet(protocol: 17)));
    }

    [Fact]
    public void Return_GoesBackToTheChainThatJumped_AndEndsABuiltInOne_MA03_PF12()
    {
        var bench = new MangleBench()
            .Act(FirewallMatch.Any, new MangleAction.Jump("mine"))
            .Act(new FirewallMatch { Protocol = new(1) }, new MangleAction.Return())
            .Mark(FirewallMatch.Any, "isp2")
            .Act(Tcp, new MangleAction.Return(), chain: "mine")
            .Mark(new FirewallMatch { Protocol = new(17) }, "isp1", chain: "mine");

        Assert.Equal(2, bench.Number(MangleBench.Packet()));
        Assert.Equal(1, bench.Number(MangleBench.Packet(protocol: 17)));
        Assert.Equal(0, bench.Number(MangleBench.Packet(protocol: 1)));
    }

    [Fact]
    public void JumpsInACircle_AreAProblem_NotALoop()
    {
        var bench = new MangleBench()
            .Act(FirewallMatch.Any, new MangleAction.Jump("a"))
            .Act(FirewallMatch.Any, new MangleAction.Jump("b"), chain: "a")
            .Act(FirewallMatch.Any, new MangleAction.Jump("a"), chain: "b");

        bench.Compile();

        Assert.Equal("rule 3 (router.rsc:3:1): jump to a would never end: that chain leads here",
            Assert.Single(bench.Problems).ToString());
    }

    [Fact]
    public void ThirteenJumpsInARow_AreMoreThanTheKernelFollows()
    {
        var bench = new MangleBench().Act(FirewallMatch.Any, new MangleAction.Jump("c1"));
        for (var i = 1; i < 13; i++)
            bench.Act(FirewallMatch.Any, new MangleAction.Jump($"c{i + 1}"), chain: $"c{i}");

        bench.Compile();

        Assert.Contains("more than 12 jumps", Assert.Single(bench.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MatchersItDoesNotKnowYet_AreProblems_NeverSilence()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { ConnectionMark = new("c1") }, "isp1")
            .Mark(new FirewallMatch { RoutingMark = new("isp1") }, "isp1")
            .Mark(new FirewallMatch { OutInterface = new("wan1") }, "isp1")
            .Mark(new FirewallMatch { OutInterfaceList = new("WAN") }, "isp1")
            .Mark(new FirewallMatch { SrcNatted = true }, "isp1")
            .Mark(FirewallMatch.Any, "nowhere")
            .Act(FirewallMatch.Any, new MangleAction.MarkConnection("c1"))
            .Act(FirewallMatch.Any, new MangleAction.Drop());

        Assert.Empty(bench.Compile().Entry.Rules);
        Assert.Equal(8, bench.Problems.Count);
        Assert.Equal(
            "rule 1 (router.rsc:1:1): matcher connection-mark is not supported yet", bench.Problems[0].ToString());
        Assert.Equal("no mark leads to routing table nowhere", bench.Problems[5].Message);
    }

    [Fact]
    public void PccRemainderNotBelowTheDenominator_NeverMatches_AndIsTold_PC03_T61()
    {
        var bench = new MangleBench().Mark(Pcc("both-addresses", 2, 2), "isp1");

        Assert.Equal(0, bench.Number(MangleBench.Packet()));
        Assert.Contains("has no such remainder", Assert.Single(bench.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCanNeverMatch_IsTold()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { Protocol = new(1), DstPort = new([new PortRange(1, 1)]) }, "isp1")
            .Mark(new FirewallMatch
            {
                SrcAddress = new(MangleBench.Range("10.0.0.0/8")),
                DstAddress = new(MangleBench.Range("2001:db8::/32")),
            }, "isp1")
            .Mark(new FirewallMatch { Nth = new(2, 3) }, "isp1");

        bench.Compile();

        Assert.All(bench.Problems, problem =>
            Assert.StartsWith("it can never match", problem.Message, StringComparison.Ordinal));
        Assert.Equal(3, bench.Problems.Count);
    }

    [Fact]
    public void InterfaceLists_AreTheirMembers_AllIsEverything()
    {
        var bench = new MangleBench().Member("LAN", "lan0").Member("LAN", "lan1")
            .Mark(new FirewallMatch { InInterfaceList = new("LAN") }, "isp1")
            .Mark(new FirewallMatch { InInterfaceList = new("nobody") }, "isp2")
            .Mark(new FirewallMatch { InInterfaceList = new("all") }, "isp3");

        Assert.Equal(1, bench.Number(MangleBench.Packet()));
        Assert.Equal(1, bench.Number(MangleBench.Packet() with { InInterface = "lan1" }));
        Assert.Equal(3, bench.Number(MangleBench.Packet() with { InInterface = "wan1" }));
    }

    [Fact]
    public void NegatedListWithoutEntries_MatchesEverything_AL09_T98()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { SrcAddressList = new("empty") }, "isp1")
            .Mark(new FirewallMatch { SrcAddressList = new("empty", Negated: true) }, "isp2");

        Assert.Equal(2, bench.Number(MangleBench.Packet()));
        Assert.Equal(2, bench.Number(MangleBench.Packet("2001:db8::1", "2001:db8::2")));
    }

    [Fact]
    public void Ports_EitherSideAndNegated_MM06()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { Port = new([new PortRange(53, 53)]) }, "isp1")
            .Mark(new FirewallMatch { DstPort = new([new PortRange(1, 1023)], Negated: true) }, "isp2");

        Assert.Equal(1, bench.Number(MangleBench.Packet(port: 53)));
        Assert.Equal(1, bench.Number(MangleBench.Packet(port: 9000) with { SourcePort = 53 }));
        Assert.Equal(2, bench.Number(MangleBench.Packet(port: 9000)));
        Assert.Equal(0, bench.Number(MangleBench.Packet(port: 443)));
        Assert.Equal(0, bench.Number(MangleBench.Packet(protocol: 1)));
    }

    [Fact]
    public void AddressTypeNotLocal_KeepsTheRoutersOwnAddressesOut_MM03_T51()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { DstAddressType = new(AddressTypes.Local, Negated: true) }, "isp1");

        Assert.Equal(1, bench.Number(MangleBench.Packet()));
        Assert.Equal(0, bench.Number(MangleBench.Packet() with { DestinationType = AddressTypes.Local }));
    }

    [Fact]
    public void DscpAndState_AreMatched_MM07_MM19()
    {
        var bench = new MangleBench()
            .Mark(new FirewallMatch { Dscp = new(46) }, "isp1")
            .Mark(new FirewallMatch { ConnectionState = new(ConnectionStates.New | ConnectionStates.Related) }, "isp2");

        Assert.Equal(1, bench.Number(MangleBench.Packet() with { Dscp = 46 }));
        Assert.Equal(2, bench.Number(MangleBench.Packet() with { State = ConnectionStates.Related }));
        Assert.Equal(0, bench.Number(MangleBench.Packet() with { State = ConnectionStates.Established }));
    }

    [Fact]
    public void WordForFailover_TravelsInTheMark()
    {
        var program = new MangleBench().Mark(Tcp, "isp1", onFailover: OnFailover.Move).Compile();

        var mark = LinearEvaluator.Evaluate(
            program, MangleBench.Packet(), new Dictionary<string, EquatableArray<IpRange>>(), new ClassifierState());

        Assert.Equal(0x01000200u, mark!.Value.Value);
    }

    [Theory]
    [InlineData(3, false, 0, 0x03000000u)]
    [InlineData(31, true, 0, 0x5f000000u)]
    [InlineData(1, true, 3, 0x41000300u)]
    public void RouteMark_IsTheLayoutsPacketMark(byte number, bool strict, byte policy, uint expected) =>
        Assert.Equal(expected, new RouteMark(number, strict, policy).Value);

    [Fact]
    public void OutputChain_IsAProgramOfItsOwn_PC18()
    {
        var bench = new MangleBench()
            .Mark(FirewallMatch.Any, "isp1")
            .Mark(new FirewallMatch { InInterface = new("lan0") }, "isp3", chain: "output")
            .Mark(FirewallMatch.Any, "isp2", chain: "output");

        // What the router itself sends came in by no interface (PR-04).
        Assert.Equal(2, bench.Number(MangleBench.Packet() with { InInterface = null }, "output"));
    }

    [Theory]
    [InlineData(2, 1, "1,0,1,0,1,0")]
    [InlineData(3, 2, "0,1,0,0,1,0")]
    [InlineData(3, 0, "0,0,1,0,0,1")]
    public void Nth_CountsFromOne_NT01_T65(uint every, uint packet, string expected)
    {
        var program = new MangleBench().Mark(new FirewallMatch { Nth = new(every, packet) }, "isp1").Compile();

        Assert.Equal(expected, Sequence(program, 6));
    }

    [Fact]
    public void NthChainWithoutPassthrough_DealsOutInTurn_NT03_T66()
    {
        var program = new MangleBench()
            .Mark(new FirewallMatch { Nth = new(3, 1) }, "isp1")
            .Mark(new FirewallMatch { Nth = new(2, 1) }, "isp2")
            .Mark(FirewallMatch.Any, "isp3")
            .Compile();

        Assert.Equal("1,2,3,1,2,3,1", Sequence(program, 7));
        var step = Assert.IsType<GroupedStep.Nth>(ClassifierGrouping.Group(program).Entry.Steps[0]);
        Assert.Equal(2, step.Verdicts.Count);
    }

    private static string Sequence(ClassifierProgram program, int packets)
    {
        var lists = new Dictionary<string, EquatableArray<IpRange>>();
        var state = new ClassifierState();
        var grouped = new GroupedEvaluator(ClassifierGrouping.Group(program), lists, new ClassifierState());
        var numbers = new List<int>();
        for (var i = 0; i < packets; i++)
        {
            var mark = LinearEvaluator.Evaluate(program, MangleBench.Packet(), lists, state);
            Assert.Equal(mark, grouped.Evaluate(MangleBench.Packet()));
            numbers.Add(mark?.Number ?? 0);
        }

        return string.Join(',', numbers);
    }

    private static FirewallMatch Pcc(string fields, uint denominator, uint remainder) => new()
    {
        PerConnectionClassifier = new(new(PccFieldsText.Parse(fields)!.Value, denominator, remainder)),
    };
}
