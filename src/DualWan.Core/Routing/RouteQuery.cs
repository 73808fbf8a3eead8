using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>What a routing decision is asked about.</summary>
internal sealed record RouteQuery(IpAddress Destination)
{
    /// <summary>Null where the router itself sends and has not chosen yet.</summary>
    public IpAddress? Source { get; init; }

    /// <summary>Null for what the router itself sends: a rule that names an interface never matches it
    /// (PR-04).</summary>
    public string? InInterface { get; init; }

    /// <summary>The table that mangle marked the packet for, or null.</summary>
    public string? RoutingMark { get; init; }
}
