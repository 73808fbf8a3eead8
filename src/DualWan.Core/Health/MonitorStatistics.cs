namespace DualWan.Core.Health;

/// <summary>One monitor, for the status. Times are null before the first answer.</summary>
/// <param name="Jitter">The mean deviation of the round-trip time (RTTVAR of RFC 6298).</param>
/// <param name="MinRtt">
/// Over the window of the last <see cref="RoundTracker.Window"/> rounds, as <paramref name="MaxRtt"/>.
/// </param>
/// <param name="LossPercent">Over the window; null before the first decided round.</param>
/// <param name="Liars">Answers that did not count, since the start.</param>
internal sealed record MonitorStatistics(
    MonitorState State,
    TimeSpan? LastRtt,
    TimeSpan? SmoothedRtt,
    TimeSpan? Jitter,
    TimeSpan? MinRtt,
    TimeSpan? MaxRtt,
    double? LossPercent,
    TimeSpan? LastReplyAt,
    long Liars);
