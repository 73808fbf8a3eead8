using DualWan.Core.Net;

namespace DualWan.Core.Config;

/// <summary>What a probe asks: a closed union. <c>ToString</c> is the policy file's own text of it.</summary>
internal abstract record MonitorTarget
{
    private MonitorTarget()
    {
    }

    /// <summary>ICMP echo to an address.</summary>
    internal sealed record Icmp(IpAddress Address) : MonitorTarget
    {
        public override string ToString() => Address.ToString();
    }

    /// <summary>ICMP echo to the uplink's own gateway, whatever it is now.</summary>
    internal sealed record Gateway : MonitorTarget
    {
        public override string ToString() => "gateway";
    }

    /// <summary>ARP (or neighbour solicitation) for the gateway, or for an address of the uplink's network.</summary>
    internal sealed record Arp(IpAddress? Address) : MonitorTarget
    {
        public override string ToString() => Address is { } address ? $"arp:{address}" : "arp:gateway";
    }

    /// <summary>A TCP connection that is accepted; a refusal is an answer of the far end too, but counts as down
    /// (T-105).</summary>
    internal sealed record Tcp(IpAddress Address, ushort Port) : MonitorTarget
    {
        public override string ToString() =>
            Address.Family == IpFamily.IPv6 ? $"tcp:[{Address}]:{Port}" : $"tcp:{Address}:{Port}";
    }

    /// <summary>An HTTP or HTTPS request; a status of 200 to 299 is an answer (302 is down: T-104).</summary>
    /// <param name="Url">The whole URL as written.</param>
    internal sealed record Http(string Url) : MonitorTarget
    {
        public override string ToString() => Url;
    }

    /// <summary>A DNS query for the A record of a name.</summary>
    internal sealed record Dns(IpAddress Server, string Name) : MonitorTarget
    {
        public override string ToString() =>
            Server.Family == IpFamily.IPv6 ? $"dns:[{Server}]/{Name}" : $"dns:{Server}/{Name}";
    }
}
