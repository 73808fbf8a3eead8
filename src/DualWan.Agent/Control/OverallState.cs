namespace DualWan.Agent.Control;

/// <summary>The words for <see cref="StatusSnapshot.State"/>, and how they follow from the uplinks.</summary>
internal static class OverallState
{
    /// <summary>All is as configured.</summary>
    public const string Up = "up";

    /// <summary>Something carries, but not all is as configured.</summary>
    public const string Degraded = "degraded";

    /// <summary>No uplink carries.</summary>
    public const string Down = "down";

    public static string Of(IReadOnlyList<UplinkStatus> uplinks, IReadOnlyList<Problem> problems)
    {
        if (!uplinks.Any(static u => Carries(u.State)))
            return Down;
        return uplinks.All(static u => AsConfigured(u.State)) && !problems.Any(static p => p.Severity == Severity.Error)
            ? Up
            : Degraded;
    }

    private static bool Carries(string state) => state is not (UplinkStateName.Down or UplinkStateName.Disabled);

    private static bool AsConfigured(string state) => state is UplinkStateName.Up or UplinkStateName.Standby;
}
