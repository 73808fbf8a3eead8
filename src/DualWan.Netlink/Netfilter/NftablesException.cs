namespace DualWan.Netlink.Netfilter;

/// <summary>libnftables refused commands; nothing of them was applied.</summary>
internal sealed class NftablesException(string error) : Exception($"nft: {error}")
{
    /// <summary>libnftables' own words, with its line numbers.</summary>
    public string Error { get; } = error;
}
