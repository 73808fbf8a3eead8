namespace DualWan.Lab.Meters;

/// <summary>How a <see cref="FlowMeter"/> sends. The defaults: 1,000 flows a second to 64 addresses, port 7.</summary>
internal sealed record FlowMeterOptions
{
    /// <summary>Many destinations, so that a classifier by addresses spreads the flows of one client.</summary>
    private static readonly string[] Spread = [.. Enumerable.Range(100, 64).Select(n => $"192.0.2.{n}")];

    public double PerSecond { get; init; } = 1000;

    /// <summary>Null sends until it is stopped.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>An answer that takes longer counts as lost.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(250);

    public int Port { get; init; } = EchoServer.DefaultPort;

    /// <summary>Used in turn.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = Spread;

    /// <summary>Used in turn; empty leaves the source to the client's routing.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];
}
