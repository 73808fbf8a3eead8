using DualWan.Core.Config;

namespace DualWan.Policy.Lowering;

/// <summary>/dualwan uplink, /dualwan monitor and /interface list member.</summary>
internal static class UplinkLowering
{
    public static void Lower(LoweringPlan plan, RouterConfigBuilder builder)
    {
        foreach (var uplink in plan.Uplinks)
        {
            builder.Add(uplink.Value, uplink.Origin);
            builder.Add(new InterfaceListMember(InterfaceListMember.Wan, uplink.Value.Interface), uplink.Origin);
        }

        foreach (var name in plan.Policy.Lan)
            builder.Add(new InterfaceListMember(InterfaceListMember.Lan, name.Value), new Origin("lan", name.Location));
        foreach (var uplink in plan.Policy.Uplinks)
            AddMonitors(uplink, builder);
    }

    private static void AddMonitors(Model.PolicyUplink uplink, RouterConfigBuilder builder)
    {
        foreach (var monitor in uplink.Monitors)
        {
            builder.Add(
                new UplinkMonitor(uplink.Name, monitor.Value),
                new Origin($"monitor {monitor.Value} of uplink {uplink.Name}", monitor.Location));
        }

        if (!uplink.Monitors.IsEmpty)
            return;
        foreach (var target in PolicyDefaults.Monitors)
            builder.Add(
                new UplinkMonitor(uplink.Name, target),
                new Origin($"default monitor {target} of uplink {uplink.Name}", uplink.Location));
    }
}
