using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>The outcome of a routing decision, and what it came from.</summary>
/// <param name="Outcome">What happens to the packet.</param>
/// <param name="Hops">Where it may leave; empty unless it is forwarded.</param>
/// <param name="Table">The table that answered, or null where a rule or nothing did.</param>
/// <param name="Prefix">The route that matched, or null.</param>
/// <param name="Rule">The routing rule that led there, or null.</param>
internal sealed record RouteAnswer(
    RouteOutcome Outcome, EquatableArray<RibHop> Hops, string? Table = null, IpPrefix? Prefix = null,
    Origin? Rule = null);
