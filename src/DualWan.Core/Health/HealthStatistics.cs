namespace DualWan.Core.Health;

/// <summary>An uplink's health for the status.</summary>
/// <param name="Timeout">Of the next round.</param>
/// <param name="LossPercent">
/// Of the line: what the monitors that are needed lose, so that a dead monitor is not a lossy line.
/// </param>
/// <param name="LossResolution">Smallest step of the loss in per cent: 100 / min(decided rounds, window).</param>
internal sealed record HealthStatistics(
    HealthReport Report,
    TimeSpan Timeout,
    DetectionTime Detection,
    double? LossPercent,
    TimeSpan? SmoothedRtt,
    double LossResolution,
    EquatableArray<MonitorStatistics> Monitors);
