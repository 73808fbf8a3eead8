namespace DualWan.Kernel.Explaining;

/// <summary>One thing that happens to the packet on its way.</summary>
/// <param name="Where">A hook and chain, a policy rule or a routing table.</param>
/// <param name="Comment">The comment of our nft rule that did it, or null.</param>
internal sealed record PathStep(string Where, string Text, string? Comment = null);
