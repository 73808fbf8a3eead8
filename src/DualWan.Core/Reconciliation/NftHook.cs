namespace DualWan.Core.Reconciliation;

/// <summary>Where a base chain hangs: <c>type filter hook prerouting priority -140</c>. The policy is always
/// accept.</summary>
/// <param name="Type">filter, nat or route.</param>
/// <param name="Hook">prerouting, input, forward, output or postrouting.</param>
/// <param name="Priority">As a number: mangle is -150, dstnat -100, filter 0, srcnat 100
/// (include/uapi/linux/netfilter_ipv4.h).</param>
internal sealed record NftHook(string Type, string Hook, int Priority);
