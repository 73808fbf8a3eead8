using DualWan.Core.Net;

namespace DualWan.Probing.Icmp;

/// <summary>What a received ICMP message says about one of our echo requests.</summary>
/// <param name="IsError">An ICMP error that quotes the request; otherwise an echo reply.</param>
/// <param name="Target">Whom the request was for: the reply's source, or the destination in the quotation.</param>
/// <param name="Cookie">The payload; 0 in an error, whose quotation may end before it.</param>
/// <param name="HopLimit">TTL of the answer (IPv4 only; IPv6 tells it beside the packet).</param>
/// <param name="Error">Type &lt;&lt; 8 | code of an error.</param>
internal readonly record struct IcmpAnswer(
    bool IsError, IpAddress Target, ushort Id, ushort Sequence, ulong Cookie, byte HopLimit, int Error);
