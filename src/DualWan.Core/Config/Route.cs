using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>/ip route, /ipv6 route. Unset properties are null; defaults apply on read.</summary>
internal sealed record Route
{
    /// <summary>R-12: 0.0.0.0/0 where not given.</summary>
    public IpPrefix DstAddress { get; init; } = IpPrefix.Default(IpFamily.IPv4);

    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>v7: one. v6: several, a repeated one weighs more (EC-02). Empty where the type needs none.</summary>
    public EquatableArray<Gateway> Gateways { get; init; } = [];

    public string RoutingTable { get; init; } = Config.RoutingTable.Main;

    /// <summary>1 where not given .</summary>
    public byte? Distance { get; init; }

    /// <summary>30 where not given (SC-01).</summary>
    public byte? Scope { get; init; }

    /// <summary>10 where not given (SC-01).</summary>
    public byte? TargetScope { get; init; }

    public GatewayCheck Check { get; init; } = GatewayCheck.None.Instance;

    public IpAddress? PrefSrc { get; init; }

    /// <summary>Weight among the routes it shares a prefix, table and distance with; ours, RouterOS v7 has none
    /// (EC-09).</summary>
    public int Weight { get; init; } = 1;

    public byte EffectiveDistance => Distance ?? 1;

    public byte EffectiveScope => Scope ?? 30;

    public byte EffectiveTargetScope => TargetScope ?? 10;
}
