namespace DualWan.Core.Config;

/// <summary>/dualwan settings: what RouterOS has no word for.</summary>
internal sealed record DualWanSettings
{
    /// <summary>Connections are pinned to the uplink they left by or came in by. Off in rsc mode unless asked
    /// for.</summary>
    public bool Pins { get; init; } = true;

    public OnFailover OnFailover { get; init; } = OnFailover.Reset;

    public OnFailback OnFailback { get; init; } = OnFailback.Keep;

    /// <summary>How long <c>on-failback: drain</c> waits before it moves what is left.</summary>
    public TimeSpan DrainAfter { get; init; } = TimeSpan.FromMinutes(15);

    public RouterTraffic Router { get; init; } = RouterTraffic.Follow;

    public IPv6Policy IPv6 { get; init; } = IPv6Policy.Pass;

    public FirewallProfile Firewall { get; init; } = FirewallProfile.None;

    /// <summary>How new connections are spread, as the status tells it; the mangle rules carry it out.</summary>
    public BalanceMethod Balance { get; init; } = BalanceMethod.None;

    /// <summary>The ECMP hash where the method is ecmp: false is l3, true is l4 (EC-07).</summary>
    public bool HashPorts { get; init; }
}
