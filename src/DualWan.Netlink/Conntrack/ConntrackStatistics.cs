namespace DualWan.Netlink.Conntrack;

/// <summary>How full the table is. <see cref="Maximum"/> is nf_conntrack_max; 0 where the kernel did not say (before
/// 5.10).</summary>
internal readonly record struct ConntrackStatistics(uint Entries, uint Maximum);
