namespace DualWan.Core.Reconciliation;

/// <summary>A named counter of ours.</summary>
internal sealed record NftCounterFact(string Name, ulong Packets, ulong Bytes);
