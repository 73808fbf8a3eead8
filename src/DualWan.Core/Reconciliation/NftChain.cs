namespace DualWan.Core.Reconciliation;

/// <summary>A chain with all its rules, in order.</summary>
internal sealed record NftChain(string Name, NftHook? Hook, EquatableArray<NftRule> Rules);
