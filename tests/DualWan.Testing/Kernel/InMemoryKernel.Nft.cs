using System.Text.RegularExpressions;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Testing.Kernel;

/// <content>Our nft table: transactions are whole or nothing, and what is referred to can't go.</content>
internal sealed partial class InMemoryKernel
{
    private NftState? _nft;

    /// <summary>Interfaces in <c>armed</c>.</summary>
    public HashSet<string> Armed { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody types <c>nft flush ruleset</c>.</summary>
    public void FlushRuleset() => _nft = null;

    /// <summary>Somebody changes a rule by hand and copies its comment.</summary>
    public void EditRule(string chain, int index, string text)
    {
        var rules = _nft!.Chains[chain].Rules;
        rules[index] = (text, rules[index].Comment);
    }

    private NftSnapshot? ReadNft(bool elements) => _nft is not { } nft ? null : new NftSnapshot(
        [.. nft.Chains.Select(chain => new NftChainFact(chain.Key, chain.Value.Hook,
            [.. chain.Value.Rules.Select(rule => rule.Comment)], DigestOf(chain.Value)))],
        [.. nft.Sets.Values.Select(set => elements || set.Type == NftKeyType.InterfaceName
            ? set : set with { ElementsRead = false, Ranges = [] })],
        [.. nft.Counters.Select(name => new NftCounterFact(name, 0, 0))]);

    private static ulong DigestOf(NftChainState chain)
    {
        var hash = 7UL;
        foreach (var (text, _) in chain.Rules)
        {
            foreach (var c in text)
                hash = (hash * 31) + c;
        }

        return hash;
    }

    private ApplyFailure? ExecuteNft(KernelOperation operation)
    {
        switch (operation)
        {
            case KernelOperation.DeleteNftTable:
                _nft = null;
                return null;
            case KernelOperation.NftTransaction transaction:
                return Commit(transaction);
            case KernelOperation.ArmResets arm:
                return _nft is null ? Refuse(arm, ENOENT, "no table") : Note(() => Armed.Add(arm.Interface));
            case KernelOperation.DisarmResets disarm:
                return _nft is null ? Refuse(disarm, ENOENT, "no table") : Note(() => Armed.Remove(disarm.Interface));
            case KernelOperation.AddElements add:
                return Change(add, add.Set, set => set with
                {
                    Names = [.. set.Names.Union(add.Names).Order(StringComparer.Ordinal)],
                    Ranges = [.. set.Ranges.Concat(add.Ranges).Distinct().Order()],
                });
            case KernelOperation.DeleteElements delete:
                return Change(delete, delete.Set, set => set with
                {
                    Names = [.. set.Names.Except(delete.Names)],
                    Ranges = [.. set.Ranges.Except(delete.Ranges)],
                });
            default:
                return Refuse(operation, EINVAL, "unknown operation");
        }
    }

    private static ApplyFailure? Note(Func<bool> change)
    {
        change();
        return null;
    }

    private ApplyFailure? Change(KernelOperation operation, string name, Func<NftSetFact, NftSetFact> change)
    {
        if (_nft is null || !_nft.Sets.TryGetValue(name, out var set))
            return Refuse(operation, ENOENT, $"no set {name}");
        var changed = change(set);
        if (changed.Interval && Overlaps(changed.Ranges))
            return Refuse(operation, EEXIST, $"overlap in {name}");
        _nft.Sets[name] = changed;
        return null;
    }

    private static bool Overlaps(EquatableArray<IpRange> ranges) =>
        Enumerable.Range(1, Math.Max(0, ranges.Count - 1)).Any(i => ranges[i].First <= ranges[i - 1].Last);

    private ApplyFailure? Commit(KernelOperation.NftTransaction transaction)
    {
        var next = _nft?.Copy();
        foreach (var line in transaction.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (NftState.Run(line, ref next) is { } error)
                return Refuse(transaction, EBUSY, $"{error}: {line}");
        }

        if (next?.Dangling() is { } reference)
            return Refuse(transaction, ENOENT, $"nothing is called {reference}");
        _nft = next;
        return null;
    }

    private sealed record NftChainState(NftHook? Hook, List<(string Text, string Comment)> Rules);

    private sealed partial class NftState
    {
        public SortedDictionary<string, NftChainState> Chains { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, NftSetFact> Sets { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Counters { get; } = new(StringComparer.Ordinal);

        public NftState Copy()
        {
            var copy = new NftState();
            foreach (var (name, chain) in Chains)
                copy.Chains[name] = chain with { Rules = [.. chain.Rules] };
            foreach (var (name, set) in Sets)
                copy.Sets[name] = set;
            copy.Counters.UnionWith(Counters);
            return copy;
        }

        /// <summary>The first chain or set that a rule names and that is not there.</summary>
        public string? Dangling()
        {
            foreach (var (text, _) in Chains.Values.SelectMany(chain => chain.Rules))
            {
                var missing = Names(ChainReference(), text).Where(name => !Chains.ContainsKey(name))
                    .Concat(Names(SetReference(), text).Where(name => !Sets.ContainsKey(name)));
                if (missing.FirstOrDefault() is { } name)
                    return name;
            }

            return null;
        }

        /// <summary>Null, or what the kernel says against it.</summary>
        public static string? Run(string line, ref NftState? state)
        {
            var words = line.Split(' ', 6);
            if (words is ["add", "table", ..])
            {
                state ??= new NftState();
                return null;
            }

            return state is null
                ? "no table" : state.Run(words[0] + " " + words[1], words[4], words.Length > 5 ? words[5] : "");
        }

        private string? Run(string verb, string name, string rest) => verb switch
        {
            "add chain" => Do(() => Chains.TryAdd(name, new NftChainState(HookOf(rest), []))),
            "add set" => Do(() => Sets.TryAdd(name, SetOf(name, rest))),
            "add counter" => Do(() => Counters.Add(name)),
            "add rule" => Chains.TryGetValue(name, out var to) ? Do(() => to.Rules.Add(RuleOf(rest))) : "no chain",
            "flush chain" => Chains.TryGetValue(name, out var chain) ? Do(chain.Rules.Clear) : "no chain",
            "delete chain" => IsUsed(name, ChainReference()) ? "in use" : Chains.Remove(name) ? null : "no chain",
            "delete set" => IsUsed(name, SetReference()) ? "in use" : Sets.Remove(name) ? null : "no set",
            "delete counter" => Counters.Remove(name) ? null : "no counter",
            _ => "syntax error",
        };

        private bool IsUsed(string name, Regex reference) => Chains.Values.SelectMany(chain => chain.Rules)
            .Any(rule => Names(reference, rule.Text).Contains(name));

        private static IEnumerable<string> Names(Regex reference, string text) =>
            reference.Matches(text).Select(match => match.Groups[1].Value);

        private static string? Do(Action action)
        {
            action();
            return null;
        }

        private static (string Text, string Comment) RuleOf(string text)
        {
            var at = text.LastIndexOf(" comment \"", StringComparison.Ordinal);
            return (text[..at], text[(at + 10)..^1]);
        }

        private static NftHook? HookOf(string text)
        {
            var match = Regex.Match(text, "type (\\w+) hook (\\w+) priority (-?\\d+);");
            return match.Success
                ? new NftHook(match.Groups[1].Value, match.Groups[2].Value, int.Parse(match.Groups[3].Value)) : null;
        }

        private static NftSetFact SetOf(string name, string text)
        {
            var type = Regex.Match(text, "type (\\w+);").Groups[1].Value switch
            {
                "ifname" => NftKeyType.InterfaceName,
                "ipv4_addr" => NftKeyType.IPv4Address,
                _ => NftKeyType.IPv6Address,
            };
            var names = Regex.Match(text, "elements = \\{([^}]*)\\}").Groups[1].Value;
            return new NftSetFact(name, type, text.Contains("interval"), text.Contains("timeout"))
            {
                Names = [.. Regex.Matches(names, "\"([^\"]+)\"").Select(match => match.Groups[1].Value)],
            };
        }

        [GeneratedRegex("(?:goto|jump) ([A-Za-z0-9_-]+)")]
        private static partial Regex ChainReference();

        [GeneratedRegex("@([A-Za-z0-9_-]+)")]
        private static partial Regex SetReference();
    }
}
