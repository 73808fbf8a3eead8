namespace DualWan.Core.Failover;

/// <summary>The state of an uplink as the status shows it (design section 7).</summary>
internal enum UplinkState
{
    /// <summary>No verdict yet on a first start: counts as up for routing.</summary>
    Unknown,
    Up,

    /// <summary>
    /// Over max-loss or max-rtt: keeps its connections, gets new ones only if nothing healthy is left.
    /// </summary>
    Degraded,
    Down,

    /// <summary>Healthy and not preferred: of a later tier, or waiting to be let back.</summary>
    Standby,

    /// <summary>No new connections; old ones end by themselves.</summary>
    Draining,
    Disabled,
}
