namespace DualWan.Core.Config;

/// <summary>/ip firewall nat</summary>
internal sealed record NatRule
{
    /// <summary>srcnat or dstnat, or a chain of the user's.</summary>
    public required string Chain { get; init; }

    public FirewallMatch Match { get; init; } = FirewallMatch.Any;

    public required NatAction Action { get; init; }
}
