using DualWan.Core.Config;

namespace DualWan.Core.Failover;

/// <summary>An uplink as the machine is given it with a configuration.</summary>
internal sealed record UplinkSetup(Uplink Config)
{
    public LinkState Link { get; init; } = LinkState.Ready;

    /// <summary>
    /// The adopted kernel state does without it: it is down until probed (kernel.md section 4, adoption). Only looked
    /// at for an uplink that the machine does not know yet.
    /// </summary>
    public bool AdoptedAsDown { get; init; }

    /// <summary>
    /// From the state directory; null: nothing was asked. Only looked at for an uplink not known yet.
    /// </summary>
    public UplinkOperation? Operation { get; init; }
}
