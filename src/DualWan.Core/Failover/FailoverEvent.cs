using DualWan.Core.Config;
using DualWan.Core.Health;

namespace DualWan.Core.Failover;

/// <summary>What the failover machine hears of: a closed union. An uplink it does not know is ignored.</summary>
internal abstract record FailoverEvent
{
    private FailoverEvent()
    {
    }

    /// <summary>A configuration, the first or a new one. Uplinks of the same name keep their state.</summary>
    internal sealed record Configured(
        EquatableArray<UplinkSetup> Uplinks, DualWanSettings Settings, ConnectionPolicy Policy) : FailoverEvent;

    internal sealed record LinkChanged(string Uplink, LinkState Link) : FailoverEvent;

    /// <summary>May be told after every step of the uplink's health: an equal report changes nothing.</summary>
    internal sealed record HealthReported(string Uplink, HealthReport Report) : FailoverEvent;

    internal sealed record Commanded(string Uplink, OperatorCommand Command) : FailoverEvent;

    internal sealed record Tick : FailoverEvent
    {
        public static Tick Instance { get; } = new();
    }
}
