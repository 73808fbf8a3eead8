namespace DualWan.Core.Health;

/// <summary>What is remembered of one monitor beyond the rounds in the ring.</summary>
internal sealed class MonitorTracker
{
    public RttEstimator Rtt { get; } = new();

    public MonitorState State { get; set; }

    public TimeSpan? LastReplyAt { get; set; }

    public long Liars { get; set; }
}
