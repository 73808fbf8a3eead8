namespace DualWan.Kernel.Explaining;

/// <summary>A rule that matched the packet.</summary>
/// <param name="Comment">The rule's own comment, or null: not one of ours.</param>
/// <param name="Effect">What it did, in words.</param>
internal sealed record NftTraceStep(string Chain, int Index, string? Comment, string Effect);
