namespace DualWan.Core.Routing;

/// <summary>What has become of a route entry .</summary>
internal enum RibRouteStatus
{
    /// <summary>In the level that forwards now.</summary>
    Active,

    /// <summary>Usable, behind a better one.</summary>
    Standby,

    /// <summary>Not usable; the reason says why.</summary>
    Inactive,

    Disabled,
}
