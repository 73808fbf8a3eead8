using DualWan.Core;
using DualWan.Core.Reconciliation;

namespace DualWan.Testing.Kernel;

/// <summary>The nft half of <see cref="TestLayout"/>: layout.sh's chains for any number of uplinks.</summary>
internal static class TestLayoutNft
{
    private const string Keep = "meta mark set meta mark and 0x00ffffff";
    private const string KeepConnection = "ct mark set ct mark and 0x00ffffff";

    public static NftTable Table((int Number, string Interface)[] uplinks) => new(
        [
            new NftSet("uplinks", NftKeyType.InterfaceName) { Names = [.. uplinks.Select(uplink => uplink.Interface)] },
            new NftSet("lans", NftKeyType.InterfaceName) { Names = ["lan0"] },
            new NftSet("armed", NftKeyType.InterfaceName) { Timeout = true, Dynamic = true },
        ],
        ["guard", "inval", "rst"],
        [.. Hooked(uplinks), .. Shared(), .. uplinks.SelectMany(uplink => PerUplink(uplink.Number))]);

    private static IEnumerable<NftChain> Hooked((int Number, string Interface)[] uplinks)
    {
        yield return Chain("prerouting", new NftHook("filter", "prerouting", -140),
            $"iifname vmap {{ {Map(uplinks, "in")}, \"lo\" : accept }}",
            $"ct mark & 0xff000000 vmap {{ {Pins(uplinks)} }}",
            "ct state new goto classify");
        yield return Chain("output", new NftHook("route", "output", -140),
            "meta mark != 0 return",
            $"ct direction original ct mark & 0xff000000 vmap {{ {Pins(uplinks)} }}");
        yield return Chain("forward", new NftHook("filter", "forward", -5),
            "ct state established accept",
            "oifname != @uplinks return",
            "meta l4proto tcp ct state new,invalid tcp flags & (fin|syn|rst|ack) != syn iifname @lans jump lost",
            "ct state invalid counter name \"inval\" drop");
        yield return Chain("postrouting", new NftHook("filter", "postrouting", -140),
            $"oifname vmap {{ {Map(uplinks, "out")} }}");
        yield return Chain("nat", new NftHook("nat", "postrouting", 100),
            "meta nfproto ipv4 oifname @uplinks rt ipsec missing masquerade");
        yield return Chain("guard", new NftHook("filter", "postrouting", 105),
            $"oifname . ct mark & 0x9f000000 {{ {Own(uplinks)} }} accept",
            "oifname @uplinks ct mark & 0xff000000 != 0 counter name \"guard\" drop");
        yield return Chain("classify", null,
            "meta mark & 0xff000000 != 0 return",
            "fib daddr type { local, broadcast, multicast } return",
            $"meta nfproto ipv4 jhash ip saddr . ip daddr mod {uplinks.Length} vmap {{ {Buckets(uplinks)} }}");
    }

    private static IEnumerable<NftChain> Shared()
    {
        yield return Chain("lost", null,
            "tcp flags & rst == rst counter name \"inval\" drop",
            "oifname @armed counter name \"rst\" reject with tcp reset");
    }

    private static IEnumerable<NftChain> PerUplink(int k)
    {
        yield return Chain($"in{k}", null, Keep,
            $"ct direction original ct mark & 0xff000000 == 0 {KeepConnection} or 0xe{k}000000");
        yield return Chain($"ri{k}", null, $"{Keep} or 0xe{k}000000");
        yield return Chain($"re{k}", null, $"{Keep} or 0x8{k}000000");
        yield return Chain($"rs{k}", null, $"{Keep} or 0xc{k}000000");
        yield return Chain($"want{k}", null, $"{Keep} or 0x0{k}000000");
        yield return Chain($"out{k}", null, $"ct direction original ct mark & 0xff000000 == 0 jump pin{k}");
        yield return Chain($"pin{k}", null,
            $"meta mark & 0xc0000000 == 0x40000000 {KeepConnection} or 0xc{k}000000 return",
            $"{KeepConnection} or 0x8{k}000000");
    }

    private static NftChain Chain(string name, NftHook? hook, params string[] rules) =>
        new(name, hook, [.. rules.Select(rule => new NftRule(rule))]);

    private static string Map((int Number, string Interface)[] uplinks, string chain) =>
        string.Join(", ", uplinks.Select(uplink => $"\"{uplink.Interface}\" : goto {chain}{uplink.Number}"));

    private static string Own((int Number, string Interface)[] uplinks) =>
        string.Join(", ", uplinks.Select(uplink => $"\"{uplink.Interface}\" . 0x8{uplink.Number}000000"));

    private static string Pins((int Number, string Interface)[] uplinks) =>
        string.Join(", ", uplinks.SelectMany(uplink => new[]
        {
            $"0x8{uplink.Number}000000 : goto re{uplink.Number}",
            $"0xc{uplink.Number}000000 : goto rs{uplink.Number}",
            $"0xe{uplink.Number}000000 : goto ri{uplink.Number}",
        }));

    private static string Buckets((int Number, string Interface)[] uplinks) =>
        string.Join(", ", uplinks.Select((uplink, at) => $"{at} : goto want{uplink.Number}"));
}
