namespace DualWan.Agent.Control;

/// <summary>One uplink of a <see cref="StatusSnapshot"/>.</summary>
internal sealed record UplinkStatus
{
    public required string Name { get; init; }

    public required string Interface { get; init; }

    /// <summary>One of <see cref="UplinkStateName"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in this state, in words: <c>all monitors failed</c>; null where the state says it
    /// all.</summary>
    public string? Reason { get; init; }

    /// <summary>When the state was entered.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The next hop in use; null where there is none (point to point, or nothing learned yet).</summary>
    public string? Gateway { get; init; }

    /// <summary>The uplink's own address, or null.</summary>
    public string? Address { get; init; }

    /// <summary>1 to 31, as in its tables and marks.</summary>
    public int Number { get; init; }

    public required int Weight { get; init; }

    public required int Distance { get; init; }

    /// <summary>New connections are sent to it now.</summary>
    public bool Preferred { get; init; }

    public bool Metered { get; init; }

    /// <summary>Per cent of all pinned connections as counted in conntrack (never the configured weight); null where
    /// none is pinned.</summary>
    public double? Share { get; init; }

    /// <summary>Pinned connections as counted in conntrack, or null where they could not be counted.</summary>
    public long? Connections { get; init; }

    /// <summary>The mean time from a silent death to the verdict: the same as <see cref="MeanDetectionMs"/>.</summary>
    public double DetectionMs => MeanDetectionMs;

    public double MeanDetectionMs { get; init; }

    public double WorstDetectionMs { get; init; }

    /// <summary>The best smoothed round-trip time of its monitors, or null.</summary>
    public double? RttMs { get; init; }

    /// <summary>The least loss of its monitors, or null.</summary>
    public double? LossPercent { get; init; }

    /// <summary>Received since the interface came to be, or null.</summary>
    public long? RxBytes { get; init; }

    public long? TxBytes { get; init; }

    public DampingStatus? Damping { get; init; }

    public IReadOnlyList<MonitorStatus> Monitors { get; init; } = [];

    /// <summary>Where the config says it: file, line and column.</summary>
    public string? Origin { get; init; }
}
