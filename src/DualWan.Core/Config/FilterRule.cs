namespace DualWan.Core.Config;

/// <summary>/ip firewall filter; IPv4 and IPv6 share it where the match names no address.</summary>
internal sealed record FilterRule
{
    /// <summary>input, forward, output, or a chain of the user's.</summary>
    public required string Chain { get; init; }

    public FirewallMatch Match { get; init; } = FirewallMatch.Any;

    public required FilterAction Action { get; init; }
}
