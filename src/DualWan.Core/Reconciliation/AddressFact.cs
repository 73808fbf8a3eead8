using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>An address of an interface.</summary>
/// <param name="Peer">The far end of a point-to-point address, else null.</param>
/// <param name="Secondary">IFA_F_SECONDARY (IPv4) or temporary (IPv6).</param>
/// <param name="Usable">Not tentative, not deprecated, not failed duplicate detection.</param>
/// <param name="Scope">RT_SCOPE_*: 0 universe, 253 link, 254 host.</param>
internal sealed record AddressFact(
    int LinkIndex, InterfaceAddress Address, IpAddress? Peer, bool Secondary, bool Usable, byte Scope);
