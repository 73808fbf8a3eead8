namespace DualWan.Agent.Control;

/// <summary>The words of design.md section 7 for <see cref="UplinkStatus.State"/>.</summary>
internal static class UplinkStateName
{
    public const string Up = "up";

    /// <summary>Over a threshold of loss or round-trip time; still used.</summary>
    public const string Degraded = "degraded";

    public const string Down = "down";

    /// <summary>Healthy, not preferred.</summary>
    public const string Standby = "standby";

    public const string Draining = "draining";

    public const string Disabled = "disabled";

    /// <summary>No verdict yet; counts as up for routing.</summary>
    public const string Unknown = "unknown";
}
