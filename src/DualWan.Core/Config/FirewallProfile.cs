namespace DualWan.Core.Config;

/// <summary>The ready-made firewall: none, or what an edge router needs (FW-03).</summary>
internal enum FirewallProfile
{
    None,
    Router,
}
