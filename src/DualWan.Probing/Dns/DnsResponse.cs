using DualWan.Core;
using DualWan.Core.Net;

namespace DualWan.Probing.Dns;

/// <summary>What a server answered to one of our questions.</summary>
/// <param name="Code">RCODE: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED (RFC 1035 section 4.1.1).</param>
/// <param name="Addresses">Every address of the asked type in the answer section, aliases' too.</param>
/// <param name="TimeToLive">The least of theirs; zero without any.</param>
internal readonly record struct DnsResponse(int Code, EquatableArray<IpAddress> Addresses, TimeSpan TimeToLive)
{
    public bool Answers => Code == 0 && !Addresses.IsEmpty;
}
