using System.Text;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Netfilter;
using NftHook = DualWan.Core.Reconciliation.NftHook;
using WireChain = DualWan.Netlink.Netfilter.NftChain;
using WireRule = DualWan.Netlink.Netfilter.NftRule;
using WireSet = DualWan.Netlink.Netfilter.NftSet;

namespace DualWan.Kernel.Snapshots;

/// <summary>Reads <c>table inet dualwan</c> by nf_tables messages, all of one generation of the rule set.</summary>
internal sealed class NftReader(NftablesNetlink nft)
{
    private const string Table = KernelNumbers.NftTable;
    private const int Attempts = 5;

    // nft's numbers of the key types (include/datatype.h TYPE_IPADDR, TYPE_IP6ADDR, TYPE_IFNAME).
    private const uint TypeIPv4 = 7;
    private const uint TypeIPv6 = 8;
    private const uint TypeInterfaceName = 41;

    // NF_INET_* (include/uapi/linux/netfilter.h)
    private static readonly string[] HookNames = ["prerouting", "input", "forward", "output", "postrouting"];

    /// <summary>Null where the table does not exist.</summary>
    public NftSnapshot? Read(bool elements)
    {
        NftSnapshot? snapshot = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = nft.ReadGeneration().Id;
            snapshot = nft.ListTables(NftFamily.Inet).Any(table => table.Name == Table) ? ReadTable(elements) : null;
            if (nft.ReadGeneration().Id == before)
                return snapshot;
        }

        // Somebody changes rules without a pause. What was read last is as good as any; an event follows.
        return snapshot;
    }

    /// <summary>Packets and bytes of our named counters; for the status, without reading anything else.</summary>
    public EquatableArray<NftCounterFact> ReadCounters() =>
    [
        .. nft.ListCounters(NftFamily.Inet, Table)
            .Select(counter => new NftCounterFact(counter.Name, counter.Packets, counter.Bytes))
            .OrderBy(counter => counter.Name, StringComparer.Ordinal),
    ];

    private NftSnapshot ReadTable(bool elements)
    {
        var rules = nft.ListRules(NftFamily.Inet, Table).ToLookup(rule => rule.Chain, StringComparer.Ordinal);
        var chains = nft.ListChains(NftFamily.Inet, Table).OrderBy(chain => chain.Name, StringComparer.Ordinal);
        var sets = nft.ListSets(NftFamily.Inet, Table).Where(set => !set.IsAnonymous && KeyTypeOf(set) is not null)
            .OrderBy(set => set.Name, StringComparer.Ordinal);
        return new NftSnapshot(
            [.. chains.Select(chain => Chain(chain, [.. rules[chain.Name]]))],
            [.. sets.Select(set => Set(set, elements))],
            ReadCounters());
    }

    private NftChainFact Chain(WireChain chain, WireRule[] rules)
    {
        var hook = chain.Hook is { } wire && chain.Kind is { } kind && wire.Number < HookNames.Length
            ? new NftHook(kind, HookNames[wire.Number], wire.Priority) : null;
        var digest = new HashCode64();
        foreach (var rule in rules)
        {
            digest.Add(rule.Digest);
            foreach (var set in rule.AnonymousSets)
                digest.Add(nft.DigestElements(NftFamily.Inet, Table, set));
        }

        return new NftChainFact(chain.Name, hook, [.. rules.Select(rule => rule.Comment ?? "")], digest.Value);
    }

    private NftSetFact Set(WireSet set, bool elements)
    {
        var type = KeyTypeOf(set)!.Value;
        var fact = new NftSetFact(set.Name, type, set.IsInterval, (set.Flags & NftSetFlags.Timeout) != 0);
        if (type == NftKeyType.InterfaceName)
            return fact with { Names = ReadNames(set.Name) };
        if (!elements)
            return fact with { ElementsRead = false };
        return fact with { Ranges = set.IsInterval ? ReadIntervals(set.Name) : ReadAddresses(set.Name) };
    }

    private EquatableArray<string> ReadNames(string set)
    {
        var names = new List<string>();
        nft.ForEachElement(NftFamily.Inet, Table, set,
            element => names.Add(Encoding.UTF8.GetString(element.Key.TrimEnd((byte)0))), names.Clear);
        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }

    private EquatableArray<IpRange> ReadIntervals(string set) =>
        nft.ReadRanges(NftFamily.Inet, Table, set).ToEquatableArray();

    private EquatableArray<IpRange> ReadAddresses(string set)
    {
        var ranges = new List<IpRange>();
        nft.ForEachElement(NftFamily.Inet, Table, set, Take, ranges.Clear);
        ranges.Sort();
        return [.. ranges];

        void Take(NftSetElement element)
        {
            var address = IpAddress.FromBytes(element.Key);
            ranges.Add(new IpRange(address, address));
        }
    }

    private static NftKeyType? KeyTypeOf(WireSet set) => ((set.Flags & NftSetFlags.Map) != 0, set.KeyType) switch
    {
        (false, TypeInterfaceName) => NftKeyType.InterfaceName,
        (false, TypeIPv4) => NftKeyType.IPv4Address,
        (false, TypeIPv6) => NftKeyType.IPv6Address,
        _ => null,
    };

    /// <summary>FNV-1a over 64-bit words: kept in the state directory, so it must be the same in every
    /// process.</summary>
    private struct HashCode64()
    {
        public ulong Value { get; private set; } = 14695981039346656037UL;

        public void Add(ulong word)
        {
            for (var shift = 0; shift < 64; shift += 8)
                Value = (Value ^ (byte)(word >> shift)) * 1099511628211UL;
        }
    }
}
