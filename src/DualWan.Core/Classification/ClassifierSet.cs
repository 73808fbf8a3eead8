using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>A named set that the text looks addresses up in: <c>type ipv4_addr|ipv6_addr; flags interval</c>.</summary>
/// <param name="Name">The set's name in nftables.</param>
/// <param name="Family">What it holds.</param>
/// <param name="List">The address list whose entries of that family it has.</param>
internal sealed record ClassifierSet(string Name, IpFamily Family, string List)
{
    /// <summary>nftables' name of the element type.</summary>
    public string ElementType => Family == IpFamily.IPv4 ? "ipv4_addr" : "ipv6_addr";
}
