namespace DualWan.Agent.Doctor;

/// <summary>A chain of somebody else's in nf_tables (iptables-nft included).</summary>
/// <param name="Family">ip, ip6 or inet.</param>
/// <param name="Hook">forward, input, ...; null for a chain that is only jumped to.</param>
/// <param name="Drops">Its policy is drop.</param>
internal sealed record ForeignChain(string Family, string Table, string Name, string? Hook, bool Drops);
