using DualWan.Core.Net;

namespace DualWan.Probing;

/// <summary>What an uplink has of one family: the address that its probes come from and the way out.</summary>
/// <param name="Source">An address of the interface; a probe is never sent from another.</param>
/// <param name="Gateway">
/// The next hop that the kernel's route must name; null on a line without one (point to point), where any route of the
/// device will do.
/// </param>
internal readonly record struct ProbeAddress(IpAddress Source, IpAddress? Gateway);
