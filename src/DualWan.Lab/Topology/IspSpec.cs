namespace DualWan.Lab.Topology;

/// <summary>One ISP and the line to it, as addresses. The defaults of <see cref="Numbered"/> suit most tests.</summary>
internal sealed record IspSpec
{
    /// <summary>The namespace's suffix and the name in reports: <c>isp1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>From 1; numbers the link to the Internet host.</summary>
    public required int Number { get; init; }

    /// <summary>The router's interface: <c>wan1</c>.</summary>
    public required string Interface { get; init; }

    /// <summary>The prefix that the Internet routes to this ISP; the sources it lets out.</summary>
    public required string Public { get; init; }

    /// <summary>The router's address with its prefix length.</summary>
    public required string RouterAddress { get; init; }

    /// <summary>The ISP's address on the line. Outside the router's prefix means an on-link gateway.</summary>
    public required string Gateway { get; init; }

    /// <summary>The public address behind which a modem hides its customers; null for a plain router.</summary>
    public string? NatAddress { get; init; }

    public LinkKind Link { get; init; }

    /// <summary>
    /// Carrier events come up to a second late, as from a real network card (K-38): the kernel limits those that it
    /// takes for not urgent to one a second. For <see cref="LinkKind.Direct"/> only.
    /// </summary>
    public bool SlowCarrier { get; init; }

    /// <summary>
    /// The router's IPv6 address with its length, the ISP's, and the prefix it delegates; null for none.
    /// </summary>
    public string? RouterAddress6 { get; init; }

    public string? Gateway6 { get; init; }

    /// <summary>The whole IPv6 block of this ISP: line and delegations.</summary>
    public string? Public6 { get; init; }

    /// <summary>The metric of a default route in main as a DHCP client sets it; null for no such route.</summary>
    public int? DhcpMetric { get; init; }

    /// <summary>More interfaces of the router on the same line (seed 003): name and address with length.</summary>
    public IReadOnlyList<(string Interface, string Address)> MoreInterfaces { get; init; } = [];

    /// <summary>The router's address without its length.</summary>
    public string RouterIp => RouterAddress[..RouterAddress.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Documentation blocks (RFC 5737, the third from RFC 2544): .1 is the ISP, .2 the router.</summary>
    public static IspSpec Numbered(int number)
    {
        var block = number switch { 1 => "203.0.113", 2 => "198.51.100", _ => $"198.18.{number}" };
        return new IspSpec
        {
            Name = $"isp{number}",
            Number = number,
            Interface = $"wan{number}",
            Public = $"{block}.0/24",
            RouterAddress = $"{block}.2/24",
            Gateway = $"{block}.1",
        };
    }

    /// <summary>The same line with IPv6: 2001:db8:N::/48, of which :0: is the line and :1: is delegated.</summary>
    public IspSpec WithIPv6() => this with
    {
        Public6 = $"2001:db8:{Number}::/48",
        RouterAddress6 = $"2001:db8:{Number}::2/64",
        Gateway6 = $"2001:db8:{Number}::1",
    };

    /// <summary>A modem that hands out private addresses and hides them behind one public one.</summary>
    public IspSpec BehindModem(string routerAddress, string gateway) => this with
    {
        NatAddress = Public[..Public.LastIndexOf('.')] + ".1",
        RouterAddress = routerAddress,
        Gateway = gateway,
    };

    /// <summary>A /32 lease whose gateway is outside of it (K-12).</summary>
    public IspSpec OnLink(string gateway) => this with { RouterAddress = RouterIp + "/32", Gateway = gateway };
}
