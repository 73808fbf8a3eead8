using DualWan.Core.Net;

namespace DualWan.Probing;

/// <summary>
/// What ties every socket of an uplink's probes to that uplink: SO_BINDTODEVICE, the source address, the mark and the
/// priority. A value: <see cref="IProbeEngine.Configure"/> keeps the sockets of a binding that has not changed.
/// </summary>
internal sealed record ProbeBinding
{
    /// <summary>
    /// Packet mark of the agent's own probes (docs/kernel-state.md): pin 31 of no uplink, never flushed.
    /// </summary>
    public const uint ProbeMark = 0x9f000000;

    /// <summary>TC_PRIO_INTERACTIVE: the first band of the default queue, past a saturated upload.</summary>
    public const int InteractivePriority = 6;

    /// <summary>The device by name: it may not exist yet, and may come back under another index (ppp redial).</summary>
    public required string Interface { get; init; }

    /// <summary>
    /// The index that the caller knows, 0 for unknown: not used to bind, but another one reopens the sockets.
    /// </summary>
    public int InterfaceIndex { get; init; }

    /// <summary>Null while the uplink has no IPv4 address.</summary>
    public ProbeAddress? IPv4 { get; init; }

    /// <summary>Null while the uplink has no global IPv6 address.</summary>
    public ProbeAddress? IPv6 { get; init; }

    public uint Mark { get; init; } = ProbeMark;

    public int Priority { get; init; } = InteractivePriority;

    /// <summary>
    /// Ask the kernel before each probe, and again at each answer, whether the route to the target is the gateway's
    /// (docs/decisions/0010-probe-origin.md). Off only where no route exists by design.
    /// </summary>
    public bool ProveRoute { get; init; } = true;

    public ProbeAddress? this[IpFamily family] => family == IpFamily.IPv4 ? IPv4 : IPv6;
}
