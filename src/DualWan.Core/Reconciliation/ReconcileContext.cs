using System.Collections.Immutable;

namespace DualWan.Core.Reconciliation;

/// <summary>What a plan needs to know that neither the wish nor the kernel tells.</summary>
internal sealed record ReconcileContext
{
    public static ReconcileContext None { get; } = new();

    /// <summary>
    /// By chain: the digest that was read back after our own write. A chain whose comments are right but whose digest
    /// differs was edited by somebody. A chain without an entry is trusted by its comments.
    /// </summary>
    public ImmutableDictionary<string, ulong> NftDigests { get; init; } = ImmutableDictionary<string, ulong>.Empty;

    /// <summary>
    /// Without the digests of the chains that a plan from <paramref name="actual"/> to <paramref name="desired"/>
    /// writes anew: theirs is read back first. One that is rewritten because somebody edited it keeps its digest.
    /// </summary>
    public ReconcileContext ForgetRewritten(DesiredState desired, KernelSnapshot actual)
    {
        var kept = NftDigests;
        foreach (var chain in desired.Nft?.Chains ?? [])
        {
            if (actual.Nft?.Chains.FirstOrDefault(fact => fact.Name == chain.Name) is not { } fact
                || !NftChanges.HasComments(fact, chain))
                kept = kept.Remove(chain.Name);
        }

        return new ReconcileContext { NftDigests = kept };
    }

    /// <summary>What to remember after an apply: the digests of the chains whose comments are as wanted. Kept in the
    /// state directory by the agent.</summary>
    public static ReconcileContext Remember(DesiredState desired, KernelSnapshot actual)
    {
        var digests = ImmutableDictionary.CreateBuilder<string, ulong>();
        var wanted = (desired.Nft?.Chains ?? []).ToDictionary(chain => chain.Name, StringComparer.Ordinal);
        foreach (var fact in actual.Nft?.Chains ?? [])
        {
            if (wanted.TryGetValue(fact.Name, out var chain) && NftChanges.HasComments(fact, chain))
                digests[fact.Name] = fact.Digest;
        }

        return new ReconcileContext { NftDigests = digests.ToImmutable() };
    }
}
