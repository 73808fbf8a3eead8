using DualWan.Agent.Control;
using DualWan.Core.Failover;
using DualWan.Core.Health;

namespace DualWan.Agent.Loop;

/// <summary>Core's states in the words of the status and the events.</summary>
internal static class UplinkWords
{
    public static string Of(UplinkState state) => state switch
    {
        UplinkState.Up => UplinkStateName.Up,
        UplinkState.Degraded => UplinkStateName.Degraded,
        UplinkState.Down => UplinkStateName.Down,
        UplinkState.Standby => UplinkStateName.Standby,
        UplinkState.Draining => UplinkStateName.Draining,
        UplinkState.Disabled => UplinkStateName.Disabled,
        _ => UplinkStateName.Unknown,
    };

    public static string Of(MonitorState state) => state switch
    {
        MonitorState.Up => "up",
        MonitorState.Down => "down",
        _ => "unknown",
    };

    /// <summary>What stands behind the dash of the line.</summary>
    public static string ReasonOf(UplinkChange change)
    {
        var dash = change.Text.IndexOf(" - ", StringComparison.Ordinal);
        return dash < 0 ? change.Text : change.Text[(dash + 3)..];
    }
}
