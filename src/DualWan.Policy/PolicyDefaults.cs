using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Policy.Model;

namespace DualWan.Policy;

/// <summary>What holds where the policy says nothing (design, section 4).</summary>
internal static class PolicyDefaults
{
    /// <summary>Three operators, so that one of them in trouble is no outage. They are bound: uplinks may share
    /// them.</summary>
    public static EquatableArray<MonitorTarget> Monitors { get; } =
    [
        new MonitorTarget.Icmp(IpAddress.Parse("1.1.1.1")),
        new MonitorTarget.Icmp(IpAddress.Parse("8.8.8.8")),
        new MonitorTarget.Icmp(IpAddress.Parse("9.9.9.9")),
    ];

    public static IReadOnlyList<MonitorTarget> MonitorsOf(PolicyUplink uplink) =>
        uplink.Monitors.IsEmpty ? Monitors : [.. uplink.Monitors.Select(static monitor => monitor.Value)];
}
