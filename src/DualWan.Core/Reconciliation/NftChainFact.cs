namespace DualWan.Core.Reconciliation;

/// <summary>A chain of ours in the kernel.</summary>
/// <param name="Comments">The comment of each rule in order; "" for a rule without one (somebody's own).</param>
/// <param name="Digest">Of all expressions in order, counters left out, names of anonymous sets normalised: tells
/// whether somebody edited the chain although the comments still look right.</param>
internal sealed record NftChainFact(string Name, NftHook? Hook, EquatableArray<string> Comments, ulong Digest);
