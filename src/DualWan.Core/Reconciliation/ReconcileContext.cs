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
