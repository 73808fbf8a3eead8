using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>/routing rule (PR-01, PR-02): fields are ANDed, absent means any, first match acts.</summary>
internal sealed record RoutingRule
{
    public IpPrefix? SrcAddress { get; init; }

    public IpPrefix? DstAddress { get; init; }

    /// <summary>The incoming interface (PR-04).</summary>
    public string? Interface { get; init; }

    public string? RoutingMark { get; init; }

    public RoutingRuleAction Action { get; init; } = RoutingRuleAction.Lookup;

    public string? Table { get; init; }

    /// <summary>A result with a prefix of this length or shorter is no match (PR-09).</summary>
    public byte? MinPrefix { get; init; }
}
