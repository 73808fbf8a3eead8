namespace DualWan.Probing.Engine;

/// <summary>A monitor that this uplink can't ask as it is now: the gateway of a line without one.</summary>
internal sealed class ImpossibleProber(UplinkContext context, int monitor) : MonitorProber(context, monitor)
{
    public override void Send(long round, RoutedFamilies routed) => NotSent(round, ProbeReason.NotApplicable);

    public override void Dispose()
    {
    }
}
