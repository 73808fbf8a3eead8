using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>One rung of a ladder: the hops that share a distance, or a type that needs none.</summary>
internal sealed record RibLevel(byte Distance, RouteType Type, EquatableArray<RibHop> Hops)
{
    /// <summary>For what the router itself sends by this level .</summary>
    public IpAddress? PrefSrc { get; init; }

    public bool Forwards => Type == RouteType.Unicast;
}
