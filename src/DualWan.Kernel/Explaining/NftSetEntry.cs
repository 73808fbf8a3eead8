namespace DualWan.Kernel.Explaining;

/// <summary>One element: a key (or the first of an interval), the end of a concatenated interval, and what a map gives
/// for it.</summary>
internal sealed record NftSetEntry(
    byte[] Key, byte[] KeyEnd, bool IsEnd, byte[] Data, NftVerdict? Verdict, string Chain);
