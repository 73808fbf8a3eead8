namespace DualWan.Netlink.Netfilter;

/// <summary>Where a base chain hangs: NF_INET_* (0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting), lower
/// priorities first.</summary>
internal readonly record struct NftHook(uint Number, int Priority);
