using System.Collections.Immutable;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>Collects the rules of one chain.</summary>
internal sealed class NftChainBuilder(string name, NftHook? hook = null)
{
    private readonly ImmutableArray<NftRule>.Builder _rules = ImmutableArray.CreateBuilder<NftRule>();

    public bool IsEmpty => _rules.Count == 0;

    public NftChainBuilder Rule(string text)
    {
        _rules.Add(new NftRule(text));
        return this;
    }

    public NftChainBuilder RuleIf(bool condition, string text) => condition ? Rule(text) : this;

    public NftChainBuilder RuleIfAny(IReadOnlyCollection<string> elements, string before, string after = "") =>
        elements.Count == 0 ? this : Rule($"{before} {{ {string.Join(", ", elements)} }}{after}");

    public NftChain Build() => new(name, hook, EquatableArray.From(_rules.ToImmutable()));
}
