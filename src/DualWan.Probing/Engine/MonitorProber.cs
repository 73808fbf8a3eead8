namespace DualWan.Probing.Engine;

/// <summary>Probes one monitor. All members are for the loop's thread.</summary>
internal abstract class MonitorProber(UplinkContext context, int monitor) : IDisposable
{
    protected UplinkContext Context => context;

    /// <summary>Sends one probe; what can't be sent is reported at once.</summary>
    public abstract void Send(long round, RoutedFamilies routed);

    public abstract void Dispose();

    protected void Report(
        long round, ProbeOutcome outcome, ProbeReason reason, TimeSpan sentAt, TimeSpan receivedAt, byte hopLimit = 0,
        int detail = 0) =>
        context.Report(new ProbeResult(
            context.Uplink.Uplink, monitor, round, outcome, reason, sentAt, receivedAt, hopLimit, detail));

    protected void NotSent(long round, ProbeReason reason, int error = 0)
    {
        var now = MonotonicClock.Now;
        Report(round, ProbeOutcome.NotSent, reason, now, now, 0, error);
    }
}
