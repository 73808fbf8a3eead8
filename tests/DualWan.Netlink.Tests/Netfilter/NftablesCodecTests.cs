using System.Text;
using DualWan.Core.Net;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Wire;
using Xunit;
using static DualWan.Netlink.Interop.NftablesConstants;

namespace DualWan.Netlink.Tests.Netfilter;

/// <summary>Bytes of <c>nft</c> and of the kernel's answers to it.</summary>
public sealed class NftablesCodecTests
{
    [Theory]
    [InlineData("nft/element-armed", "armed")]
    [InlineData("nft/element-verdict", "choice")]
    [InlineData("nft/element-delete", "armed")]
    [InlineData("nft/element-range", "list4")]
    public void Batch_OfOneElement_IsWhatNftSends(string name, string set)
    {
        var batch = new SetElementBatch(NftFamily.Inet, "lab");
        switch (name)
        {
            case "nft/element-armed":
                batch.Add(set, SetKey.InterfaceName("wan0"), new SetElementValue { Timeout = TimeSpan.FromMinutes(5) });
                break;
            case "nft/element-verdict":
                batch.Add(set, SetKey.Mark(0x81000000), new SetElementValue { GotoChain = "want1" });
                break;
            case "nft/element-delete":
                batch.Delete(set, SetKey.InterfaceName("wan0"));
                break;
            default:
                batch.Add(set, new IpRange(IpPrefix.Parse("10.0.0.0/24")));
                break;
        }

        var ours = Capture.Split(Assert.Single(batch.Close()).Written.ToArray());
        var theirs = Capture.Load(name).Requests.SkipWhile(m => m.Type != 16).ToList();
        theirs = theirs[^3..];
        Assert.Equal(theirs.Select(m => m.Type), ours.Select(m => m.Type));
        // nft marks the beginning of an interval set's address space with an end of its own; the kernel needs none.
        Assert.Equal(Elements(theirs[1]).Where(e => e != "00000000 1 0   "), Elements(ours[1]));
        Assert.Equal(theirs[1].Flags & 0xff00, ours[1].Flags & 0xff00);
    }

    [Fact]
    public void Batch_ThatGrows_IsSplitIntoMessagesThatFitAndTransactions()
    {
        var batch = new SetElementBatch(NftFamily.Inet, "lab");
        for (var i = 0; i < 20_000; i++)
            batch.Add("list4", new IpRange(
                new IpPrefix(new IpAddress(IpFamily.IPv4, (UInt128)(0x0B000000u + ((uint)i << 8))), 25)));
        Assert.Equal(40_000, batch.Count);
        var transactions = batch.Close();
        Assert.Equal(3, transactions.Count);
        var messages = transactions.SelectMany(t => Capture.Split(t.Written.ToArray())).ToList();
        Assert.All(messages, m => Assert.InRange(m.Payload.Length, 4, ushort.MaxValue));
        Assert.Equal(40_000, messages.Where(m => m.Type == NFT_MSG_NEWSETELEM).Sum(m => Elements(m).Count));
    }

    [Fact]
    public void Rules_AsListed_HaveCommentsAndTheirAnonymousSets()
    {
        var rules = Capture.Load("nft/rules").RepliesOf(NFT_MSG_NEWRULE).Select(m => NftRule.Parse(m.Payload)).ToList();
        Assert.Equal([null, "dw:0123", "dw:4567", null], rules.OrderBy(r => r.Handle).Select(r => r.Comment));
        Assert.Equal(["__map0", "__set0"], rules.SelectMany(r => r.AnonymousSets).Order());
        Assert.Equal(4, rules.Select(r => r.Digest).Distinct().Count());
        Assert.All(rules, r => Assert.Equal(("lab", NftFamily.Inet), (r.Table, r.Family)));
    }

    [Fact]
    public void Digest_OfARule_IgnoresCountersAndSetNumbers()
    {
        // The second recording is of another load: counters, handles and set numbers may differ, the text does not.
        var first = Capture.Load("nft/rules").RepliesOf(NFT_MSG_NEWRULE).Select(m => NftRule.Parse(m.Payload));
        var second = Capture.Load("nft/elements").RepliesOf(NFT_MSG_NEWRULE).Select(m => NftRule.Parse(m.Payload));
        Assert.Equal(first.Select(r => r.Digest).Order(), second.Select(r => r.Digest).Order());
        var counted = Capture.Load("nft/rules").RepliesOf(NFT_MSG_NEWRULE)
            .First(m => NftRule.Parse(m.Payload).Comment == "dw:0123");
        var edited = NftRule.Parse(CountedOnce(counted.Payload));
        Assert.Equal(NftRule.Parse(counted.Payload).Digest, edited.Digest);
    }

    [Fact]
    public void Sets_AsListed_HaveTheirFlagsAndTypes()
    {
        var sets = Capture.Load("nft/rules").RepliesOf(NFT_MSG_NEWSET).Select(m => NftSet.Parse(m.Payload)).ToList();
        var list4 = Assert.Single(sets, s => s.Name == "list4");
        Assert.Equal((NftSetFlags.Interval, 7u, 4u), (list4.Flags, list4.KeyType, list4.KeyLength));
        var choice = Assert.Single(sets, s => s.Name == "choice");
        Assert.Equal((NftSetFlags.Map, 0xffffff00u), (choice.Flags, choice.DataType));
        Assert.Equal(2, sets.Count(s => s.IsAnonymous));
    }

    [Fact]
    public void Chains_AndCounters_AsListed()
    {
        var capture = Capture.Load("nft/rules");
        var chains = capture.RepliesOf(NFT_MSG_NEWCHAIN).Select(m => NftChain.Parse(m.Payload)).ToList();
        Assert.Equal(new NftHook(0, -140), Assert.Single(chains, c => c.Name == "pre").Hook);
        Assert.Null(Assert.Single(chains, c => c.Name == "want1").Hook);
        var counter = NftCounter.Parse(Capture.Load("nft/counters").RepliesOf(NFT_MSG_NEWOBJ).First().Payload)!;
        Assert.Equal(("guard", 3ul, 99ul), (counter.Name, counter.Packets, counter.Bytes));
    }

    [Fact]
    public void Ranges_OfAnIntervalSet_AreBuiltFromItsBoundaries()
    {
        var builder = new RangeBuilder();
        foreach (var message in Capture.Load("nft/elements").RepliesOf(NFT_MSG_NEWSETELEM)
            .Where(m => SetOf(m) == "list4"))
            NftablesNetlink.ForEach(message.Payload, builder.Add);
        Assert.Equal(["10.0.0.0/24", "172.16.0.1-172.16.0.9"], builder.Build().Select(r => r.ToString()));
    }

    /// <summary>The elements of a message as text; the kernel asks for no order of their attributes.</summary>
    private static List<string> Elements(CapturedMessage message)
    {
        var elements = new List<string> { $"{message.Payload[0]} {SetOf(message)}" };
        NftablesNetlink.ForEach(message.Payload, e => elements.Add(
            $"{Convert.ToHexString(e.Key)} {e.Flags} {e.TimeoutMilliseconds} {Convert.ToHexString(e.Data)} "
            + $"{e.Verdict} {Encoding.UTF8.GetString(e.VerdictChain)}"));
        elements.RemoveAt(0);
        elements.Sort(StringComparer.Ordinal);
        return elements;
    }

    private static string SetOf(CapturedMessage message)
    {
        var reader = new NetlinkAttributeReader(message.Payload.AsSpan(NfHeader.Size));
        while (reader.Read())
        {
            if (reader.Type == NFTA_SET_ELEM_LIST_SET)
                return reader.Text();
        }

        return "";
    }

    /// <summary>Sets the packet number of the rule's counter expression to one.</summary>
    private static byte[] CountedOnce(byte[] payload)
    {
        var copy = (byte[])payload.Clone();
        // NFTA_EXPR_NAME "counter", then NFTA_EXPR_DATA with NFTA_COUNTER_BYTES and NFTA_COUNTER_PACKETS.
        var name = copy.AsSpan().IndexOf("counter\0"u8);
        copy[name + 8 + 4 + 12 + 11] = 1;
        return copy;
    }
}
