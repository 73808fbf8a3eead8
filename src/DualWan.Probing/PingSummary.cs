namespace DualWan.Probing;

/// <summary>What a ping says at its end: counts, and the spread of the round trips as ping(8) computes it.</summary>
internal sealed class PingSummary
{
    private readonly HashSet<int> _sent = [];
    private readonly HashSet<int> _received = [];
    private double _sum;
    private double _sumOfSquares;

    public int Sent => _sent.Count;

    /// <summary>Probes with a good answer, late ones included.</summary>
    public int Received => _received.Count;

    public double LossPercent => Sent == 0 ? 0 : 100.0 * (Sent - Received) / Sent;

    public TimeSpan Least { get; private set; } = TimeSpan.MaxValue;

    public TimeSpan Most { get; private set; }

    public TimeSpan Mean => TimeSpan.FromMilliseconds(Received == 0 ? 0 : _sum / Received);

    /// <summary>mdev: the standard deviation of the round trips.</summary>
    public TimeSpan Deviation => TimeSpan.FromMilliseconds(
        Received == 0 ? 0 : Math.Sqrt(Math.Max(0, (_sumOfSquares / Received) - Math.Pow(_sum / Received, 2))));

    public void Add(in PingReply reply)
    {
        _sent.Add(reply.Sequence);
        if (reply.Outcome != ProbeOutcome.Reply || !_received.Add(reply.Sequence))
            return;
        var milliseconds = reply.RoundTrip.TotalMilliseconds;
        _sum += milliseconds;
        _sumOfSquares += milliseconds * milliseconds;
        Least = reply.RoundTrip < Least ? reply.RoundTrip : Least;
        Most = reply.RoundTrip > Most ? reply.RoundTrip : Most;
    }
}
