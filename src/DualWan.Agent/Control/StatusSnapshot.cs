using System.Text.Json.Serialization;

namespace DualWan.Agent.Control;

/// <summary>
/// What the agent knows about itself at one moment: the answer to <c>GET /v1/status</c> and the text of
/// <c>status --json</c>. Names and meanings are stable; fields may be added.
/// </summary>
internal sealed record StatusSnapshot
{
    public required string Version { get; init; }

    /// <summary>When the snapshot was made.</summary>
    public required DateTimeOffset Time { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>One of <see cref="OverallState"/>.</summary>
    public required string State { get; init; }

    /// <summary>Grows by one with every change that the kernel was given.</summary>
    public required long Generation { get; init; }

    /// <summary>The config that is in force, as the agent was given it.</summary>
    public string? ConfigFile { get; init; }

    public DateTimeOffset? ConfigLoaded { get; init; }

    /// <summary>How new connections are spread, in the policy's words: <c>pcc both-addresses</c>.</summary>
    public string? Method { get; init; }

    /// <summary>What becomes of IPv6: <c>pass</c>, <c>block</c>, and a remark where a default lets it by the
    /// rules.</summary>
    [JsonPropertyName("ipv6")]
    public string? IPv6 { get; init; }

    /// <summary>In the order of the config.</summary>
    public IReadOnlyList<UplinkStatus> Uplinks { get; init; } = [];

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public CounterStatus Counters { get; init; } = new(0, 0, 0);

    /// <summary>Connections without a pin of ours, or null where they were not counted.</summary>
    public long? UnpinnedConnections { get; init; }

    /// <summary>The last events, oldest first.</summary>
    public IReadOnlyList<EventRecord> Events { get; init; } = [];
}
