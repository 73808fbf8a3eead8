namespace DualWan.Core.Classification;

/// <summary>What becomes of one bucket of a hash.</summary>
internal sealed record HashEntry(uint Bucket, ClassifierVerdict Verdict);
