namespace DualWan.Core.Config;

/// <summary>/dualwan monitor: an address probed through an uplink.</summary>
internal sealed record UplinkMonitor(string Uplink, MonitorTarget Target);
