namespace DualWan.Core.Config;

/// <summary>/dualwan uplink: one way out.</summary>
internal sealed record Uplink
{
    public required string Name { get; init; }

    /// <summary>The interface; it need not exist yet.</summary>
    public required string Interface { get; init; }

    public UplinkGateway Gateway { get; init; } = UplinkGateway.Auto.Instance;

    /// <summary>Share of new connections among uplinks of the same distance; 1 to 255.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>1 to 255; a higher one is standby until all lower ones are down.</summary>
    public int Distance { get; init; } = 1;

    /// <summary>Slow probes on standby, no balancing unless alone.</summary>
    public bool Metered { get; init; }

    public UplinkNat Nat { get; init; } = UplinkNat.None.Instance;

    public UplinkMss Mss { get; init; } = UplinkMss.Auto.Instance;

    public Failback Failback { get; init; } = Failback.Auto.Instance;

    public HealthSettings Health { get; init; } = new();

    /// <summary>Bits per second down and up, as written in the policy; null where not given.</summary>
    public Bandwidth? Bandwidth { get; init; }
}
