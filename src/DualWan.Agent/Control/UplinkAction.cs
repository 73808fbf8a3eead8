namespace DualWan.Agent.Control;

/// <summary>What a person may ask of an uplink at run time.</summary>
internal enum UplinkAction
{
    /// <summary>Out of use now; its connections are forgotten.</summary>
    Disable,

    /// <summary>Undoes disable and drain.</summary>
    Enable,

    /// <summary>No new connections; old ones end by themselves.</summary>
    Drain,

    /// <summary>Back to it now, where <c>failback: manual</c>, a delay or damping keeps traffic on the
    /// backup.</summary>
    Failback,
}
