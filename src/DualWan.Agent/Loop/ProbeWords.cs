using System.Globalization;
using DualWan.Probing;

namespace DualWan.Agent.Loop;

/// <summary>Why a probe was no reply, in words.</summary>
internal static class ProbeWords
{
    public static string Of(ProbeResult result) => result.Reason switch
    {
        ProbeReason.NoRoute => "the uplink's own table has no default",
        ProbeReason.OtherGateway => "the route leads to another gateway",
        ProbeReason.NoAddress => "the uplink has no address of that family",
        ProbeReason.DeviceGone => "the interface does not exist",
        ProbeReason.DeviceDown => "the interface is down",
        ProbeReason.AddressGone => "the uplink's address is gone",
        ProbeReason.Unreachable => "a route refuses it",
        ProbeReason.Filtered => "the firewall of this box dropped it",
        ProbeReason.NotApplicable => "there is no gateway, or the line has no hardware addresses",
        ProbeReason.NameNotResolved => "the name does not resolve through this uplink",
        ProbeReason.ConnectionRefused => "connection refused",
        ProbeReason.HttpStatus => "status " + result.Detail.ToString(CultureInfo.InvariantCulture),
        ProbeReason.TlsFailed => "the certificate is not trusted, or no TLS",
        ProbeReason.BadAnswer => "the answer was malformed",
        ProbeReason.DnsError => "DNS error " + result.Detail.ToString(CultureInfo.InvariantCulture),
        ProbeReason.RouteChanged => "the route changed meanwhile",
        ProbeReason.TwoStations => "two stations answer for one address",
        ProbeReason.IcmpError => "an ICMP error came back",
        _ => "the kernel refused it, error " + result.Detail.ToString(CultureInfo.InvariantCulture),
    };
}
