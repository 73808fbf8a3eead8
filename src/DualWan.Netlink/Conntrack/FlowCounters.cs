namespace DualWan.Netlink.Conntrack;

/// <summary>Traffic of one direction; zero while net.netfilter.nf_conntrack_acct is off.</summary>
internal readonly record struct FlowCounters(ulong Packets, ulong Bytes);
