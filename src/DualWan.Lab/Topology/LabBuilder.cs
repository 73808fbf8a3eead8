namespace DualWan.Lab.Topology;

/// <summary>
/// Describes a lab step by step: <c>new LabBuilder().Lan().Isps(2).DhcpDefaults().Build()</c>.
/// </summary>
internal sealed class LabBuilder
{
    private readonly List<LanSpec> _lans = [];
    private readonly List<IspSpec> _isps = [];
    private LabSpec _spec = new() { Lans = [], Isps = [] };
    private bool _ipv6;

    /// <summary>Adds an inside network: <c>lan0</c> 10.0.0.0/24, then <c>lan1</c> 10.0.1.0/24 and so on.</summary>
    public LabBuilder Lan(int clients = 1, int addressesPerClient = 1)
    {
        var number = _lans.Count;
        _lans.Add(new LanSpec
        {
            Interface = $"lan{number}",
            Network = $"10.0.{number}",
            Clients = clients,
            AddressesPerClient = addressesPerClient,
        });
        return this;
    }

    /// <summary>Adds the next ISP, changed as asked: <c>Isp(i => i with { Link = LinkKind.Switched })</c>.</summary>
    public LabBuilder Isp(Func<IspSpec, IspSpec>? change = null)
    {
        var isp = IspSpec.Numbered(_isps.Count + 1);
        _isps.Add(change is null ? isp : change(isp));
        return this;
    }

    /// <summary>Adds <paramref name="count"/> plain ISPs.</summary>
    public LabBuilder Isps(int count)
    {
        for (var i = 0; i < count; i++)
            Isp();
        return this;
    }

    /// <summary>
    /// Two modems that know nothing of each other: both 192.168.1.1/24 inside, the router .2 and .3
    /// (T-10, T-11), or the same .2 on both (<paramref name="sameAddress"/>, K row 25).
    /// </summary>
    public LabBuilder TwinModems(bool sameAddress = false, LinkKind link = LinkKind.Direct) => this
        .Isp(i => i.BehindModem("192.168.1.2/24", "192.168.1.1") with { Link = link })
        .Isp(i => i.BehindModem(sameAddress ? "192.168.1.2/24" : "192.168.1.3/24", "192.168.1.1") with { Link = link });

    /// <summary>
    /// One modem, two interfaces of the host in its network: <c>eth0</c> .252 and <c>wlan0</c> .25 (seed 003).
    /// </summary>
    public LabBuilder OneModemTwoInterfaces() => Isp(i => i.BehindModem("192.168.1.252/24", "192.168.1.1") with
    {
        Interface = "eth0",
        Link = LinkKind.Shared,
        MoreInterfaces = [("wlan0", "192.168.1.25/24")],
    });

    /// <summary>
    /// Default routes in main as DHCP clients set them: metric 100 for the first ISP, 200 for the second.
    /// </summary>
    public LabBuilder DhcpDefaults()
    {
        for (var i = 0; i < _isps.Count; i++)
            _isps[i] = _isps[i] with { DhcpMetric = 100 * (i + 1) };
        return this;
    }

    /// <summary>IPv6 on every line, LAN and the Internet host.</summary>
    public LabBuilder IPv6()
    {
        _ipv6 = true;
        return this;
    }

    /// <summary>The router's rp_filter: 2 is what systemd on Debian sets.</summary>
    public LabBuilder ReversePathFilter(int mode)
    {
        _spec = _spec with { ReversePathFilter = mode };
        return this;
    }

    /// <summary>The router forwards before anybody configures it.</summary>
    public LabBuilder Forwarding()
    {
        _spec = _spec with { Forwarding = true };
        return this;
    }

    /// <summary>Ports of the echo service in place of 7, 80, 443 and 5000.</summary>
    public LabBuilder EchoPorts(params int[] ports)
    {
        _spec = _spec with { EchoPorts = ports };
        return this;
    }

    /// <summary>A fixed start of the names, for a lab that stays up to play with.</summary>
    public LabBuilder Named(string prefix)
    {
        _spec = _spec with { Prefix = prefix };
        return this;
    }

    /// <summary>Builds it: namespaces, links, addresses, rules and the echo service.</summary>
    public NetworkLab Build() => NetworkLab.Build(Spec());

    private LabSpec Spec() => _spec with
    {
        Isps = [.. _isps.Select(i => _ipv6 ? i.WithIPv6() : i)],
        Lans = [.. _lans.Select((l, n) => _ipv6 ? l with { Network6 = $"fd00:0:0:{n + 1}:" } : l)],
    };
}
