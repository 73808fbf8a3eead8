namespace DualWan.Lab.Topology;

/// <summary>One inside network of the router: <c>lan0</c>, 10.0.0.1/24, its clients from .10 on.</summary>
internal sealed record LanSpec
{
    public required string Interface { get; init; }

    /// <summary>The first three numbers of the network, <c>10.0.0</c>; always a /24 with the router at .1.</summary>
    public required string Network { get; init; }

    /// <summary>Client namespaces; more than one are joined by a switch.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>Addresses of each client, from .10 on, so that one namespace can stand for many hosts.</summary>
    public int AddressesPerClient { get; init; } = 1;

    /// <summary>The IPv6 network without its last part, <c>fd00:0:0:1:</c>; null for none.</summary>
    public string? Network6 { get; init; }

    public string RouterIp => Network + ".1";

    public string Prefix => Network + ".0/24";

    /// <summary>
    /// The address numbered <paramref name="index"/> of client <paramref name="client"/>, both from 0.
    /// </summary>
    public string ClientIp(int client, int index = 0) =>
        $"{Network}.{10 + (client * AddressesPerClient) + index}";
}
