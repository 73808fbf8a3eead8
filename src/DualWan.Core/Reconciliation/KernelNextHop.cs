using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>A nexthop object of one device (<c>ip nexthop</c>, kernel 5.3). Routes never point at it, only groups
/// do.</summary>
/// <param name="Id">0xD7 | family | kind | index: the same number means the same thing after a restart.</param>
/// <param name="Gateway">Null: the device alone. May be IPv6 for IPv4 routes (RTA_VIA).</param>
/// <param name="OnLink">The gateway is outside the interface's networks.</param>
internal sealed record KernelNextHop(uint Id, IpFamily Family, string Interface, IpAddress? Gateway, bool OnLink);
