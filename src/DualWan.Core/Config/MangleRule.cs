namespace DualWan.Core.Config;

/// <summary>/ip firewall mangle</summary>
internal sealed record MangleRule
{
    /// <summary>prerouting, input, forward, output, postrouting, or a chain of the user's.</summary>
    public required string Chain { get; init; }

    public FirewallMatch Match { get; init; } = FirewallMatch.Any;

    public required MangleAction Action { get; init; }

    /// <summary>Whether a marking rule lets the packet go on to the next rule; yes where not given (MA-06).</summary>
    public bool? Passthrough { get; init; }

    /// <summary>Ours: what becomes of the connections this rule classifies when their uplink dies; null: the settings'
    /// word.</summary>
    public OnFailover? OnFailover { get; init; }
}
