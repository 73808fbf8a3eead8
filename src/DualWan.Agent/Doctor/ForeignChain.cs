namespace DualWan.Agent.Doctor;

/// <summary>A chain of somebody else's in nf_tables (iptables-nft included).</summary>
/// <param name="Family">ip, ip6 or inet.</param>
/// <param name="Hook">forward, input, ...; null for a chain that is only jumped to.</param>
/// <param name="Drops">What no rule of it lets by is dropped: its policy, or a rule without a condition.</param>
/// <param name="ByRule">It is a rule, not the policy.</param>
internal sealed record ForeignChain(
    string Family, string Table, string Name, string? Hook, bool Drops, bool ByRule = false);
