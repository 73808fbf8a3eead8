namespace DualWan.Netlink.Netfilter;

/// <summary>libnftables is not there, or is too old to be used.</summary>
internal sealed class NftablesUnavailableException(string reason, Exception? inner = null)
    : Exception($"libnftables.so.1 can't be used: {reason}. Install the package nftables (libnftables1).", inner);
