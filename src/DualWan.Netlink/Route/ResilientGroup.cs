namespace DualWan.Netlink.Route;

/// <summary>NHA_RES_GROUP of a resilient group; the timers are in USER_HZ (100 a second).</summary>
internal sealed record ResilientGroup(ushort Buckets, uint IdleTimer, uint UnbalancedTimer);
