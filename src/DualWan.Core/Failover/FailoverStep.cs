using System.Collections.Immutable;

namespace DualWan.Core.Failover;

/// <summary>The machine's answer to an event.</summary>
/// <param name="NextTick">When it wants to hear <see cref="FailoverEvent.Tick"/>; null: not at all.</param>
internal sealed record FailoverStep(
    ImmutableArray<UplinkStatus> Uplinks, ImmutableArray<FailoverDecision> Decisions, TimeSpan? NextTick)
{
    /// <summary>No uplink is healthy and the last preferred ones are used all the same.</summary>
    public bool LastResort => Uplinks.Any(uplink => uplink.Use == UplinkUse.LastResort);
}
