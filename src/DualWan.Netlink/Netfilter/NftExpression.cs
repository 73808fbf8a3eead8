namespace DualWan.Netlink.Netfilter;

/// <summary>One expression of a rule as the kernel has it: its name (<c>cmp</c>, <c>lookup</c>, ...) and its
/// attributes.</summary>
internal sealed record NftExpression(string Name, ReadOnlyMemory<byte> Attributes);
