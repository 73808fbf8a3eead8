using System.Text;
using System.Text.Json;
using DualWan.Core.Net;
using DualWan.Netlink.Conversation;
using DualWan.Netlink.Interop;
using DualWan.Netlink.Netfilter;
using Xunit;
using static DualWan.Netlink.Tests.Live.NamespaceThread;

namespace DualWan.Netlink.Tests.Live;

/// <summary>The real kernel, judged by <c>nft -j</c>.</summary>
public sealed class NftablesLiveTests
{
    private const string Ruleset = """
        table inet lab {
          set list4 { type ipv4_addr; flags interval; }
          set list6 { type ipv6_addr; flags interval; }
          set armed { type ifname; flags timeout; }
          map choice { type mark : verdict; }
          counter guard { packets 3 bytes 99; }
          chain want1 { counter; }
          chain pre {
            type filter hook prerouting priority mangle + 10; policy accept;
            ip saddr @list4 counter comment "dw:0123"
            ip daddr { 10.0.0.1, 10.0.0.7 } meta mark set 0x1 comment "dw:4567"
            iifname vmap { "wan0" : goto want1 }
          }
        }
        """;

    [Fact]
    public void Apply_ThenReadBack_ShowsEveryObject() => Loaded(netlink =>
    {
        Assert.Equal(["lab"], netlink.ListTables().Select(t => t.Name));
        var chains = netlink.ListChains(NftFamily.Inet, "lab");
        Assert.Equal(["pre", "want1"], chains.Select(c => c.Name).Order());
        var pre = chains.Single(c => c.Name == "pre");
        Assert.Equal((new NftHook(0, -140), "filter", 1u), (pre.Hook!.Value, pre.Kind, pre.Policy!.Value));
        var rules = netlink.ListRules(NftFamily.Inet, "lab", "pre");
        Assert.Equal(["dw:0123", "dw:4567", null], rules.Select(r => r.Comment));
        Assert.Equal([0, 1, 1], rules.Select(r => r.AnonymousSets.Count));
        Assert.Equal(6, netlink.ListSets(NftFamily.Inet, "lab").Count);
        Assert.Equal(new NftCounter(NftFamily.Inet, "lab", "guard", 3, 99),
            Assert.Single(netlink.ListCounters(NftFamily.Inet, "lab")));
        Assert.Empty(netlink.ListRules(NftFamily.Inet, "nowhere"));
        Assert.Empty(netlink.ListSets(NftFamily.Inet, "nowhere"));
    });

    [Fact]
    public void Digests_OfTheSameTextLoadedAgain_AreEqual_AndAnEditShows() => Loaded(netlink =>
    {
        var before = Digests(netlink);
        NftablesContext.Apply(
            Encoding.UTF8.GetBytes("flush chain inet lab pre\nflush chain inet lab want1\n" + Ruleset));
        Assert.Equal(before, Digests(netlink));
        var handle = netlink.ListRules(NftFamily.Inet, "lab", "pre")[1].Handle;
        const string edited = "ip daddr { 10.0.0.1, 10.0.0.7 } meta mark set 0x2 comment \\\"dw:4567\\\"";
        Command("nft", $"replace rule inet lab pre handle {handle} {edited}");
        var after = Digests(netlink);
        Assert.Equal([1], Enumerable.Range(0, 3).Where(i => before[i] != after[i]));
    });

    [Fact]
    public void Digest_OfAnAnonymousSet_SeesOtherElements() => Loaded(netlink =>
    {
        var before = AnonymousDigest(netlink);
        NftablesContext.Apply(Encoding.UTF8.GetBytes("flush chain inet lab pre\n" + Ruleset));
        Assert.Equal(before, AnonymousDigest(netlink));
        NftablesContext.Apply(Encoding.UTF8.GetBytes(
            "flush chain inet lab pre\n" + Ruleset.Replace("10.0.0.7", "10.0.0.8", StringComparison.Ordinal)));
        Assert.NotEqual(before, AnonymousDigest(netlink));
    });

    // K-31
    [Fact]
    public void Batch_OfManyRangesOfBothFamilies_IsWhatNftLists() => Loaded(netlink =>
    {
        var batch = new SetElementBatch(NftFamily.Inet, "lab");
        var ranges = new List<IpRange>();
        for (var i = 0; i < 20_000; i++)
            ranges.Add(new IpRange(
                new IpPrefix(new IpAddress(IpFamily.IPv4, (UInt128)(0x0B000000u + ((uint)i << 9))), 24)));
        ranges.Add(Range("255.255.255.0/24"));
        ranges.Add(Range("0.0.0.0/8"));
        foreach (var range in ranges)
            batch.Add("list4", range);
        batch.Add("list6", Range("2001:db8::/32"));
        batch.Add("list6", Range("ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        netlink.Commit(batch);

        Assert.Equal(20_002, Elements("list4").Count);
        Assert.Equal("""["0.0.0.0/8","11.0.0.0/24","11.0.2.0/24"]""", Text(Elements("list4").Take(3)));
        Assert.Equal("255.255.255.0/24", Flat(Elements("list4")[^1]));
        Assert.Equal("""["2001:db8::/32","ffff::/16"]""", Text(Elements("list6")));
        Assert.Equal(ranges.Order(), netlink.ReadRanges(NftFamily.Inet, "lab", "list4"));
        Assert.Equal(2, netlink.ReadRanges(NftFamily.Inet, "lab", "list6").Count);

        var removal = new SetElementBatch(NftFamily.Inet, "lab");
        removal.Delete("list4", Range("11.0.2.0/24"));
        removal.Add("list4", Range("11.0.2.7"));
        netlink.Commit(removal);
        Assert.Equal("""["0.0.0.0/8","11.0.0.0/24","11.0.2.7"]""", Text(Elements("list4").Take(3)));
    });

    [Fact]
    public void Elements_WithTimeoutCommentAndVerdict_AreReadByNft() => Loaded(netlink =>
    {
        var batch = new SetElementBatch(NftFamily.Inet, "lab");
        batch.Add("armed", SetKey.InterfaceName("wan0"),
            new SetElementValue { Timeout = TimeSpan.FromMinutes(5), Comment = "lost" });
        batch.Add("choice", SetKey.Mark(0x81000000), new SetElementValue { GotoChain = "want1" });
        netlink.Commit(batch);
        var listed = Command("nft", "list table inet lab");
        Assert.Contains("\"wan0\" timeout 5m", listed, StringComparison.Ordinal);
        Assert.Contains("comment \"lost\"", listed, StringComparison.Ordinal);
        Assert.Contains("0x81000000 : goto want1", listed, StringComparison.Ordinal);
        var seen = new List<string>();
        netlink.ForEachElement(NftFamily.Inet, "lab", "choice",
            e => seen.Add($"{Convert.ToHexString(e.Key)} {e.Verdict} {Encoding.UTF8.GetString(e.VerdictChain)}"),
            seen.Clear);
        Assert.Equal(["00000081 -4 want1"], seen);
    });

    [Fact]
    public void Refusals_OfABatch_LeaveNothingBehind() => Loaded(netlink =>
    {
        var batch = new SetElementBatch(NftFamily.Inet, "lab");
        batch.Add("list4", Range("10.0.0.0/24"));
        batch.Delete("list4", Range("172.16.0.0/12"));
        var e = Assert.Throws<NetlinkException>(() => netlink.Commit(batch));
        Assert.Equal(Errno.ENOENT, e.ErrorNumber);
        Assert.Empty(Elements("list4"));
    });

    // K-32
    [Fact]
    public void Batch_ComputedFromAnOlderGeneration_IsRefused_AndRetriedWhereItIsNotBound() => Loaded(netlink =>
    {
        var old = netlink.ReadGeneration().Id;
        Command("nft", "add set inet lab other { type ipv4_addr ; }");
        var bound = new SetElementBatch(NftFamily.Inet, "lab");
        bound.Add("list4", Range("10.0.0.0/24"));
        Assert.Equal(Errno.ERESTART, Assert.Throws<NetlinkException>(() => netlink.Commit(bound, old)).ErrorNumber);
        Assert.Empty(Elements("list4"));
        var free = new SetElementBatch(NftFamily.Inet, "lab");
        free.Add("list4", Range("10.0.0.0/24"));
        netlink.Commit(free);
        Assert.Single(Elements("list4"));
        Assert.True(netlink.ReadGeneration().Id > old);
    });

    [Fact]
    public void Apply_Refused_SaysWhyAndChangesNothing() => Loaded(netlink =>
    {
        var generation = netlink.ReadGeneration().Id;
        var e = Assert.Throws<NftablesException>(() =>
            NftablesContext.Apply("add chain inet lab x\nadd rule inet lab x jump nowhere"u8));
        Assert.Contains("No such file or directory", e.Error, StringComparison.Ordinal);
        Assert.Throws<NftablesException>(() => NftablesContext.Apply("gibberish"u8));
        Assert.Equal(generation, netlink.ReadGeneration().Id);
    });

    [Fact]
    public void Monitor_TellsKindTableAndWhose() => Loaded(_ =>
    {
        using var monitor = NftablesMonitor.Open();
        Command("nft", "add chain inet lab extra");
        Command("nft", "add element inet lab armed { wan1 timeout 1m }");
        Command("nft", "delete table inet lab");
        var seen = new List<NftNotification>();
        monitor.Read(seen, TimeSpan.FromSeconds(2));
        Assert.Contains(seen, n =>
            n is { Kind: NftObjectKind.Chain, Removed: false, Table: "lab", Name: "extra", Family: NftFamily.Inet });
        Assert.Contains(seen, n => n is { Kind: NftObjectKind.Element, Table: "lab", Name: "armed" });
        Assert.Contains(seen, n => n is { Kind: NftObjectKind.Table, Removed: true, Name: "lab" });
        Assert.Equal(3, seen.Count(n => n.Kind == NftObjectKind.Generation && n.Generation!.ProcessName == "nft"));
    });

    [Fact]
    public void Monitor_WithTwoKilobytesOfRoom_ReportsTheOverrun() => Loaded(_ =>
    {
        using var monitor = NftablesMonitor.Open(receiveBuffer: 2048);
        NftablesContext.Apply(Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 100).Select(i => $"add chain inet lab chain{i}\n"))));
        var seen = new List<NftNotification>();
        monitor.Read(seen, TimeSpan.FromSeconds(2));
        Assert.Contains(seen, n => n.Kind == NftObjectKind.Overrun);
    });

    [Fact]
    public void Library_ThatJustWorked_IsDiagnosedAsThere() => Loaded(_ => Assert.Null(NftablesContext.Diagnose()));

    private static void Loaded(Action<NftablesNetlink> body) => Run(() =>
    {
        NftablesContext.Apply(Encoding.UTF8.GetBytes(Ruleset));
        using var netlink = NftablesNetlink.Open();
        body(netlink);
    });

    private static ulong[] Digests(NftablesNetlink netlink) =>
        [.. netlink.ListRules(NftFamily.Inet, "lab", "pre").Select(r => r.Digest)];

    private static ulong AnonymousDigest(NftablesNetlink netlink) =>
        netlink.DigestElements(NftFamily.Inet, "lab",
            netlink.ListRules(NftFamily.Inet, "lab", "pre")[1].AnonymousSets[0]);

    private static IpRange Range(string text) =>
        IpRange.TryParse(text, out var range) ? range : throw new FormatException(text);

    private static List<JsonElement> Elements(string set)
    {
        var listing = JsonDocument.Parse(Command("nft", $"-j list set inet lab {set}"))
            .RootElement.GetProperty("nftables");
        var found = listing.EnumerateArray().Single(o => o.TryGetProperty("set", out _)).GetProperty("set");
        return found.TryGetProperty("elem", out var elements) ? [.. elements.EnumerateArray()] : [];
    }

    private static string Flat(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : $"{element.GetProperty("prefix").GetProperty("addr")}/{element.GetProperty("prefix").GetProperty("len")}";

    private static string Text(IEnumerable<JsonElement> elements) =>
        "[\"" + string.Join("\",\"", elements.Select(Flat)) + "\"]";
}
