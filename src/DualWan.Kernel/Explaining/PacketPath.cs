using DualWan.Core.Net;

namespace DualWan.Kernel.Explaining;

/// <summary>The way of a packet through this box, as the kernel would send it.</summary>
/// <param name="Refusal">Why it does not leave, in words, or null.</param>
/// <param name="Interface">Where it leaves; null where it does not.</param>
/// <param name="Table">The routing table that answered, 0 for none.</param>
/// <param name="RulePriority">The policy rule that led to the table, or null where none of the rules with a mark
/// did.</param>
internal sealed record PacketPath(
    string? Refusal, bool Local, string? Interface, IpAddress? Gateway, uint Mark, uint ConnectionMark, uint Table,
    uint? RulePriority, string? Translation, IReadOnlyList<PathStep> Steps);
