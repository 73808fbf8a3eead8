namespace DualWan.Netlink.Netfilter;

/// <summary>What libnftables answered. <see cref="Error"/> may hold warnings of a success too.</summary>
internal readonly record struct NftablesResult(bool Succeeded, string Output, string Error);
