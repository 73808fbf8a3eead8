namespace DualWan.Core.Failover;

/// <summary>
/// What a person asked of an uplink at run time, or is owed to its failback; kept in the state directory.
/// </summary>
internal sealed record UplinkOperation(string Uplink, bool Disabled, bool Draining, bool StayOnBackup);
