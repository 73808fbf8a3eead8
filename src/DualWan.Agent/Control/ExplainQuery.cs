namespace DualWan.Agent.Control;

/// <summary>The packet to explain.</summary>
/// <param name="Source">An address.</param>
/// <param name="Destination">An address.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c> or a number; null is icmp.</param>
/// <param name="SourcePort">Null: one is assumed where a classifier needs it, and the answer says so.</param>
/// <param name="InInterface">Where it comes in; null: from the route back to the source. <c>lo</c>: the router's
/// own.</param>
internal sealed record ExplainQuery(
    string Source, string Destination, string? Protocol = null, int? Port = null, int? SourcePort = null,
    string? InInterface = null);
