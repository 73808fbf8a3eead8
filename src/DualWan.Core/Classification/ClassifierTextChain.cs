namespace DualWan.Core.Classification;

/// <summary>A regular chain in nftables' words: one rule a line.</summary>
internal sealed record ClassifierTextChain(string Name, EquatableArray<string> Lines);
