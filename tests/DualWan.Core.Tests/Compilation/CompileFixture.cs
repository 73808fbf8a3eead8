using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;

namespace DualWan.Core.Tests.Compilation;

/// <summary>Two lines and a LAN, as the policy file would lower them, and facts to go with them.</summary>
internal sealed class CompileFixture
{
    private readonly RouterConfigBuilder _config = new();

    public CompileFixture(int uplinks = 2, bool lan = true)
    {
        for (var k = 1; k <= uplinks; k++)
            Uplinks.Add(new Uplink { Name = $"isp{k}", Interface = $"wan{k}", Nat = UplinkNat.Masquerade.Instance });
        HasLan = lan;
    }

    public List<Uplink> Uplinks { get; } = [];

    public bool HasLan { get; }

    public DualWanSettings Settings { get; set; } = new();

    public List<MangleRule> Mangle { get; } = [];

    public List<FilterRule> Filter { get; } = [];

    public List<ForeignRoute> Foreign { get; } = [];

    /// <summary>Uplinks that are down, by name; draining ones keep what they have.</summary>
    public HashSet<string> Down { get; } = [];

    public HashSet<string> Draining { get; } = [];

    /// <summary>Uplinks whose next hop is gone.</summary>
    public HashSet<string> Unplugged { get; } = [];

    public int WanMtu { get; set; } = 1500;

    public CompileResult Compile()
    {
        var config = Config();
        var numbers = UplinkNumbers.None.Update(config, out _);
        return Compiler.Compile(new CompileInput(new PreparedConfig(config, numbers, 0x12345678), Observe()));
    }

    public RouterConfig Config()
    {
        foreach (var uplink in Uplinks)
            AddUplink(uplink);
        if (HasLan)
            _config.Add(new InterfaceListMember(InterfaceListMember.Lan, "lan0"), Origin.Default);
        _config.Add(new RoutingTable { Name = "unmarked", Role = TableRole.Unmarked.Instance }, Origin.Default);
        byte distance = 1;
        foreach (var uplink in Uplinks.OrderBy(static uplink => uplink.Distance))
            AddRoute("unmarked", uplink, distance++, true);
        foreach (var rule in Mangle)
            _config.Add(rule, new Origin("rule"));
        foreach (var rule in Filter)
            _config.Add(rule, new Origin("firewall"));
        _config.Settings = Settings;
        return _config.Build();
    }

    private void AddUplink(Uplink uplink)
    {
        _config.Add(uplink, new Origin("uplink " + uplink.Name));
        _config.Add(new InterfaceListMember(InterfaceListMember.Wan, uplink.Interface), Origin.Default);
        _config.Add(new RoutingTable { Name = uplink.Name, Role = new TableRole.Preferred(uplink.Name) }, Origin.Default);
        _config.Add(new RoutingTable { Name = uplink.Name + "-only", Role = new TableRole.Strict(uplink.Name) },
            Origin.Default);
        AddRoute(uplink.Name + "-only", uplink, 1, false);
        AddRoute(uplink.Name, uplink, 1, true);
        foreach (var other in Uplinks.Where(other => other != uplink && other.Distance == uplink.Distance))
            AddRoute(uplink.Name, other, 2, true);
        foreach (var other in Uplinks.Where(other => other.Distance != uplink.Distance))
            AddRoute(uplink.Name, other, (byte)(2 + other.Distance), true);
        if (uplink.Nat is not UplinkNat.None)
            _config.Add(new NatRule
            {
                Chain = "srcnat",
                Match = new FirewallMatch { OutInterface = new Negatable<string>(uplink.Interface) },
                Action = new NatAction.Masquerade(),
            }, Origin.Default);
    }

    private void AddRoute(string table, Uplink uplink, byte distance, bool check) => _config.Add(new Route
    {
        RoutingTable = table,
        Gateways = [new Gateway.Learned(uplink.Name)],
        Distance = distance,
        Weight = uplink.Weight,
        Check = check ? new GatewayCheck.Uplink(uplink.Name) : GatewayCheck.None.Instance,
    }, Origin.Default);

    private Observations Observe()
    {
        var links = new List<LinkFact> { Link(10, "lan0", 1500, true) };
        var addresses = new List<AddressFact> { Address(10, "10.0.0.1/24") };
        var foreign = new List<ForeignRoute>(Foreign);
        var observed = new List<UplinkObservation>();
        for (var k = 1; k <= Uplinks.Count; k++)
        {
            var uplink = Uplinks[k - 1];
            var plugged = !Unplugged.Contains(uplink.Name);
            links.Add(Link(k, uplink.Interface, WanMtu, plugged));
            addresses.Add(Address(k, $"10.3{k}.0.2/24"));
            foreign.Add(new ForeignRoute(254, IpPrefix.Parse($"10.3{k}.0.0/24"), 0, KernelRouteType.Unicast, 2, null,
                uplink.Interface, false, !plugged, IpAddress.Parse($"10.3{k}.0.2"), 253));
            var hop = plugged
                ? new LearnedHop(uplink.Name, IpFamily.IPv4, uplink.Interface, IpAddress.Parse($"10.3{k}.0.1"))
                : null;
            observed.Add(new UplinkObservation(uplink.Name, hop, null, !Down.Contains(uplink.Name) && plugged,
                !Down.Contains(uplink.Name) && !Draining.Contains(uplink.Name) && plugged));
        }

        return new Observations
        {
            Links = links.ToEquatableArray(),
            Addresses = addresses.ToEquatableArray(),
            ForeignRoutes = foreign.ToEquatableArray(),
            Uplinks = observed.ToEquatableArray(),
        };
    }

    private static LinkFact Link(int index, string name, int mtu, bool carrier) =>
        new(index, name, true, carrier, mtu, "veth", 0, false, false, "02:00:00:00:00:01");

    private static AddressFact Address(int index, string text) =>
        new(index, InterfaceAddress.Parse(text), null, false, true, 0);
}
