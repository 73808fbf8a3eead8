namespace DualWan.Agent.Control;

/// <summary>What the kernel would do with a packet, read from the kernel's state.</summary>
/// <param name="Uplink">The uplink it leaves by; null for refused, local or routed inside.</param>
/// <param name="Mark">The packet mark after our hooks, as <c>0x01000000</c>.</param>
/// <param name="Rule">The policy's own words of what decided, with its place, or null.</param>
/// <param name="Table">The routing table that answered, or null.</param>
/// <param name="Steps">The way there, in order.</param>
internal sealed record ExplainReport(
    string Verdict, string? Uplink, string? Mark, string? Rule, string? Table, string? Interface, string? Gateway,
    IReadOnlyList<ExplainStep> Steps);
