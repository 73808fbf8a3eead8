using DualWan.Core;
using DualWan.Core.Net;

namespace DualWan.Agent.Setup;

/// <summary>An interface as <c>init</c> sees it.</summary>
/// <param name="SpeedMbps">Of the link, not of the line behind it; null where unknown.</param>
/// <param name="Gateway">Of its best default route, or null.</param>
/// <param name="Maintained">Something (a DHCP client, a manager, pppd) keeps that default up to date.</param>
/// <param name="Why">Why it is taken for its role, in words.</param>
internal sealed record BoxLink(
    string Name, BoxLinkKind Kind, int? SpeedMbps, bool Carrier, EquatableArray<InterfaceAddress> Addresses,
    IpAddress? Gateway, bool Maintained, BoxRole Role, string Why);
