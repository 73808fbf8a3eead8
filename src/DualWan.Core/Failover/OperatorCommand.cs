namespace DualWan.Core.Failover;

/// <summary><c>dualwan uplink ...</c></summary>
internal enum OperatorCommand
{
    /// <summary>Ends disable and drain.</summary>
    Enable,
    Disable,
    Drain,

    /// <summary>Ends waiting and damping: prefer it now, if it is healthy.</summary>
    Failback,
}
