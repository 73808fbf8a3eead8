using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DualWan.Core.Reconciliation;

/// <summary>
/// The nftables part of a plan: at most one transaction that changes chains, so that no packet sees half a rule set
/// (kernel.md D10). Sets are never flushed; their elements are compared and changed one by one.
/// </summary>
/// <param name="Creation">The whole table, then its address lists; empty where the table is there.</param>
/// <param name="Changes">New sets declared and filled, elements, the transaction, names that nothing needs any
/// more.</param>
/// <param name="Removal">The table goes.</param>
internal sealed partial record NftChanges(
    ImmutableArray<KernelOperation> Creation,
    ImmutableArray<KernelOperation> Changes,
    ImmutableArray<KernelOperation> Removal)
{
    private static readonly NftChanges None = new([], [], []);

    public static NftChanges Between(NftTable? wanted, NftSnapshot? actual, ReconcileContext context)
    {
        if (wanted is null)
            return actual is null ? None : None with { Removal = [new KernelOperation.DeleteNftTable()] };
        return actual is null
            ? None with { Creation = Create(wanted) }
            : None with { Changes = new Difference(wanted, actual, context).Operations() };
    }

    /// <summary>Rule by rule the same source, in the same order, on the same hook.</summary>
    public static bool HasComments(NftChainFact fact, NftChain chain) =>
        fact.Hook == chain.Hook
        && fact.Comments.Count == chain.Rules.Count
        && fact.Comments.SequenceEqual(chain.Rules.Select(rule => rule.Comment), StringComparer.Ordinal);

    private static ImmutableArray<KernelOperation> Create(NftTable wanted)
    {
        var text = new NftText();
        text.AddTable();
        foreach (var counter in wanted.Counters)
            text.AddCounter(counter);
        foreach (var set in wanted.Sets)
            text.AddSet(set, filled: true);
        foreach (var chain in wanted.Chains)
            text.AddChain(chain);
        foreach (var chain in wanted.Chains)
            text.AddRules(chain);
        return
        [
            new KernelOperation.NftTransaction(text.ToString()),
            .. wanted.Sets.Where(set => !set.Ranges.IsEmpty && !set.Dynamic).Select(Fill),
        ];
    }

    private static KernelOperation Fill(NftSet set) =>
        new KernelOperation.AddElements(set.Name, set.Type, set.Interval, set.Names, set.Ranges);

    /// <summary>A set's name with its mark, as it stands in a rule.</summary>
    [GeneratedRegex("@([A-Za-z_][A-Za-z0-9_./\\\\-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex SetReference();
}
