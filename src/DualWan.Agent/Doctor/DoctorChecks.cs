namespace DualWan.Agent.Doctor;

/// <summary>The catalogue.</summary>
internal static class DoctorChecks
{
    /// <summary>In the order in which they are told: what keeps everything from working first.</summary>
    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        .. KernelChecks.All, .. RoutingChecks.All, .. ManagerChecks.All, .. FirewallChecks.All, .. ConfigChecks.All,
        .. SystemChecks.All,
    ];

    public static Finding[] None => [];

    public static Finding[] If(bool found, string detail = "") => found ? [new Finding(detail)] : [];
}
