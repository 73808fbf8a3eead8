using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>An interface as routes see it.</summary>
internal sealed record RibInterface(string Name)
{
    /// <summary>Administratively up.</summary>
    public bool Up { get; init; } = true;

    public bool Carrier { get; init; } = true;

    /// <summary>No neighbours to ask for: the device alone is a next hop (ppp, wireguard, tun).</summary>
    public bool PointToPoint { get; init; }

    /// <summary>The networks of its addresses (a peer's host prefix on point to point), both families.</summary>
    public EquatableArray<IpPrefix> Connected { get; init; } = [];

    /// <summary>Its own addresses, for <c>pref-src</c>; empty where the caller does not know them.</summary>
    public EquatableArray<IpAddress> Addresses { get; init; } = [];

    public bool Running => Up && Carrier;
}
