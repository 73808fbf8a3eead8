namespace DualWan.Core.Health;

/// <summary>Why the rounds say down.</summary>
internal enum HealthCause
{
    None,

    /// <summary>The link came, or came back, and has not proven itself.</summary>
    NotProbed,
    MonitorsFailed,

    /// <summary>Probes have no route of their own to leave by (D14).</summary>
    NotSent,
}
