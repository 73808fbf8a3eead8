using DualWan.Core.Net;

namespace DualWan.Policy.Templates;

/// <summary>A line that <c>dualwan init</c> found on the box.</summary>
/// <param name="Name">What it would be called; made a valid and unique uplink name where it is none.</param>
/// <param name="Interface">The kernel's name.</param>
/// <param name="Kind">What it is, for the comment: <c>Ethernet</c>, <c>LTE modem</c>; empty where unknown.</param>
/// <param name="SpeedMbps">The link's speed, which is not the line's; null where unknown.</param>
/// <param name="Gateway">A next hop that nothing on the box maintains, or null for auto.</param>
/// <param name="Metered">A guess: mobile networks are.</param>
internal sealed record DetectedUplink(
    string Name,
    string Interface,
    string Kind = "",
    int? SpeedMbps = null,
    IpAddress? Gateway = null,
    bool Metered = false);
