using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <content>The change of a table that is there.</content>
internal sealed partial record NftChanges
{
    private sealed class Difference
    {
        private readonly NftTable _wanted;
        private readonly Dictionary<string, NftSetFact> _sets;
        private readonly HashSet<string> _counters;
        private readonly Dictionary<string, NftChainFact> _chains;
        private readonly HashSet<string> _reshaped;
        private readonly ReconcileContext _context;

        public Difference(NftTable wanted, NftSnapshot actual, ReconcileContext context)
        {
            _wanted = wanted;
            _context = context;
            _sets = actual.Sets.ToDictionary(set => set.Name, StringComparer.Ordinal);
            _counters = actual.Counters.Select(counter => counter.Name).ToHashSet(StringComparer.Ordinal);
            _chains = actual.Chains.ToDictionary(chain => chain.Name, StringComparer.Ordinal);
            _reshaped = wanted.Sets.Where(IsReshaped).Select(set => set.Name).ToHashSet(StringComparer.Ordinal);
        }

        public ImmutableArray<KernelOperation> Operations()
        {
            var operations = ImmutableArray.CreateBuilder<KernelOperation>();
            var newSets = _wanted.Sets.Where(set => !_sets.ContainsKey(set.Name)).ToArray();
            Declare(newSets, operations);
            operations.AddRange(newSets.Where(IsFilled).Select(Fill));
            foreach (var set in _wanted.Sets)
                ChangeElements(set, operations);
            var text = Transaction();
            if (!text.IsEmpty)
                operations.Add(new KernelOperation.NftTransaction(text.ToString()));
            operations.AddRange(_wanted.Sets.Where(set => _reshaped.Contains(set.Name) && IsFilled(set)).Select(Fill));
            operations.AddRange(_wanted.Sets.Select(DeleteNames).OfType<KernelOperation>());
            return operations.ToImmutable();
        }

        private static void Declare(NftSet[] sets, ImmutableArray<KernelOperation>.Builder operations)
        {
            if (sets.Length == 0)
                return;
            var text = new NftText();
            foreach (var set in sets)
                text.AddSet(set, filled: false);
            operations.Add(new KernelOperation.NftTransaction(text.ToString()));
        }

        private NftText Transaction()
        {
            var text = new NftText();
            foreach (var counter in _wanted.Counters.Where(counter => !_counters.Contains(counter)))
                text.AddCounter(counter);
            var changed = _wanted.Chains.Where(IsChanged).ToArray();
            FlushOld(changed, text);
            foreach (var set in _wanted.Sets.Where(set => _reshaped.Contains(set.Name)))
            {
                text.DeleteSet(set.Name);
                text.AddSet(set, filled: true);
            }

            foreach (var chain in changed.Where(chain => !_chains.ContainsKey(chain.Name) || IsMoved(chain)))
                text.AddChain(chain);
            foreach (var chain in changed)
                text.AddRules(chain);
            RemoveUnwanted(text);
            return text;
        }

        /// <summary>Everything that may refer to what goes is emptied before it goes.</summary>
        private void FlushOld(NftChain[] changed, NftText text)
        {
            foreach (var chain in changed.Where(HasRules))
                text.FlushChain(chain.Name);
            foreach (var name in UnwantedChains())
                text.FlushChain(name);
            // A hook can't be changed, and nothing jumps to a chain that has one.
            foreach (var chain in changed.Where(IsMoved))
                text.DeleteChain(chain.Name);
        }

        private void RemoveUnwanted(NftText text)
        {
            foreach (var name in UnwantedChains())
                text.DeleteChain(name);
            var sets = _wanted.Sets.Select(set => set.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var name in _sets.Keys.Where(name => !sets.Contains(name)).Order(StringComparer.Ordinal))
                text.DeleteSet(name);
            foreach (var name in _counters.Except(_wanted.Counters).Order(StringComparer.Ordinal))
                text.DeleteCounter(name);
        }

        private IEnumerable<string> UnwantedChains()
        {
            var chains = _wanted.Chains.Select(chain => chain.Name).ToHashSet(StringComparer.Ordinal);
            return _chains.Keys.Where(name => !chains.Contains(name)).Order(StringComparer.Ordinal);
        }

        private bool HasRules(NftChain chain) =>
            _chains.TryGetValue(chain.Name, out var old) && !old.Comments.IsEmpty;

        private bool IsMoved(NftChain chain) =>
            _chains.TryGetValue(chain.Name, out var old) && old.Hook != chain.Hook;

        private bool IsChanged(NftChain chain)
        {
            if (!_chains.TryGetValue(chain.Name, out var fact) || !HasComments(fact, chain))
                return true;
            if (_context.NftDigests.TryGetValue(chain.Name, out var digest) && digest != fact.Digest)
                return true;
            return _reshaped.Count > 0 && chain.Rules.Any(RefersToReshaped);
        }

        private bool RefersToReshaped(NftRule rule) =>
            SetReference().Matches(rule.Text).Any(match => _reshaped.Contains(match.Groups[1].Value));

        private bool IsReshaped(NftSet set) => _sets.TryGetValue(set.Name, out var fact)
            && (fact.Type != set.Type || fact.Interval != set.Interval || fact.Timeout != set.Timeout);

        private static bool IsFilled(NftSet set) => !set.Dynamic && !(set.Ranges.IsEmpty && set.Names.IsEmpty);

        /// <summary>Names that come are there before the rules that rely on them; address lists change in one
        /// batch.</summary>
        private void ChangeElements(NftSet set, ImmutableArray<KernelOperation>.Builder operations)
        {
            if (Comparable(set) is not { } fact)
                return;
            var oldRanges = IpRangeSet.ElementsOnlyIn(fact.Ranges, set.Ranges);
            if (!oldRanges.IsEmpty)
                operations.Add(new KernelOperation.DeleteElements(set.Name, set.Type, set.Interval, [], oldRanges));
            var newRanges = IpRangeSet.ElementsOnlyIn(set.Ranges, fact.Ranges);
            EquatableArray<string> newNames = [.. set.Names.Except(fact.Names, StringComparer.Ordinal)];
            if (!newRanges.IsEmpty || !newNames.IsEmpty)
                operations.Add(new KernelOperation.AddElements(set.Name, set.Type, set.Interval, newNames, newRanges));
        }

        private KernelOperation? DeleteNames(NftSet set)
        {
            if (Comparable(set) is not { } fact)
                return null;
            EquatableArray<string> old = [.. fact.Names.Except(set.Names, StringComparer.Ordinal)];
            return old.IsEmpty ? null : new KernelOperation.DeleteElements(set.Name, set.Type, set.Interval, old, []);
        }

        private NftSetFact? Comparable(NftSet set) =>
            !set.Dynamic && !_reshaped.Contains(set.Name)
            && _sets.TryGetValue(set.Name, out var fact) && fact.ElementsRead ? fact : null;
    }
}
