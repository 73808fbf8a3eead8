namespace DualWan.Core.Failover;

/// <summary>Why an uplink is in its state.</summary>
internal enum UplinkReason
{
    None,
    NoInterface,
    NoCarrier,
    NoAddress,
    NoGateway,
    MonitorsFailed,

    /// <summary>Probes have no route of their own to leave by.</summary>
    ProbesNotSent,

    /// <summary>The link is there and has to prove itself.</summary>
    NotProven,

    /// <summary>Over max-loss or max-rtt.</summary>
    OverThreshold,

    /// <summary>Flapped too often; waits until its penalty has decayed.</summary>
    Damped,

    /// <summary>Healthy again, stays behind the backup for <c>failback: TIME</c>.</summary>
    FailbackDelay,

    /// <summary>Healthy again, waits for <c>dualwan uplink failback</c>.</summary>
    FailbackManual,
    DrainedByOperator,
    DisabledByOperator,
}
