namespace DualWan.Core.Reconciliation;

/// <summary>Our nft table as read back by nf_tables messages (never through libnftables).</summary>
internal sealed record NftSnapshot(
    EquatableArray<NftChainFact> Chains, EquatableArray<NftSetFact> Sets, EquatableArray<NftCounterFact> Counters);
