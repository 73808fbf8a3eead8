namespace DualWan.Core.Reconciliation;

/// <summary>The table <c>inet dualwan</c> as wanted.</summary>
internal sealed record NftTable(
    EquatableArray<NftSet> Sets, EquatableArray<string> Counters, EquatableArray<NftChain> Chains);
