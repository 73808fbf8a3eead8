using System.Net;
using DualWan.Lab.Meters;
using DualWan.Lab.Topology;

namespace DualWan.Lab;

/// <summary>
/// A whole network in namespaces: clients, a router that is not configured yet, ISPs, the Internet. Nothing outside
/// of its namespaces is touched; <see cref="Dispose"/> removes all of it.
/// </summary>
internal sealed partial class NetworkLab : IDisposable
{
    private readonly LabScripts _scripts;
    private readonly Dictionary<string, NetworkNamespace> _namespaces;
    private EchoServer? _echo;
    private DnsServer? _dns;
    private bool _kept;

    private NetworkLab(LabSpec spec, string prefix, LabScripts scripts, Dictionary<string, NetworkNamespace> namespaces)
    {
        Spec = spec;
        Prefix = prefix;
        _scripts = scripts;
        _namespaces = namespaces;
        Isps = [.. spec.Isps.Select(i => new Isp(this, i))];
    }

    public LabSpec Spec { get; }

    /// <summary>
    /// The start of the names: <c>PREFIX-rt</c>, <c>PREFIX-isp1</c>, <c>PREFIX-inet</c>, <c>PREFIX-lan0</c>.
    /// </summary>
    public string Prefix { get; }

    /// <summary>The router, with <c>wan1</c>, <c>wan2</c>, <c>lan0</c>: addresses set, not forwarding.</summary>
    public NetworkNamespace Router => this["rt"];

    /// <summary>The Internet host: 192.0.2.0/24 and the well-known resolvers' addresses, all answered.</summary>
    public NetworkNamespace Internet => this["inet"];

    /// <summary>The first client of the first LAN.</summary>
    public NetworkNamespace Client => this[LabScripts.Clients(Spec.Lans[0]).First()];

    public IReadOnlyList<Isp> Isps { get; }

    public Isp Isp1 => Isps[0];

    public Isp Isp2 => Isps[1];

    /// <summary>The echo service on the Internet host.</summary>
    public EchoServer Echo => _echo ?? throw new LabException("the lab is not built");

    /// <summary>The name server on the Internet host.</summary>
    public DnsServer Dns => _dns ?? throw new LabException("the lab is not built");

    /// <summary>The commands that describe the cables, for faults that cut them.</summary>
    public LabScripts Scripts => _scripts;

    /// <summary>
    /// A namespace by role: <c>rt</c>, <c>inet</c>, <c>isp1</c>, <c>lan0</c>, <c>lan0-2</c>, <c>sw</c>.
    /// </summary>
    public NetworkNamespace this[string role] => _namespaces.TryGetValue(role, out var found)
        ? found
        : throw new LabException($"no namespace '{role}' in this lab: {string.Join(' ', _namespaces.Keys)}");

    /// <summary>LAN, router, two plain ISPs with DHCP-like default routes, Internet: the lab of most tests.</summary>
    public static NetworkLab TwoUplinks() => new LabBuilder().Lan().Isps(2).DhcpDefaults().Build();

    /// <summary>Builds what <paramref name="spec"/> describes; on failure nothing is left behind.</summary>
    public static NetworkLab Build(LabSpec spec)
    {
        RemoveLeftoversOnce();
        var prefix = spec.Prefix ?? LabName.Next();
        var scripts = new LabScripts(spec, prefix);
        var lab = new NetworkLab(spec, prefix, scripts, []);
        try
        {
            lab.Assemble();
            return lab;
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>The ISP through which an address of the Internet's view is reached; null when none owns it.</summary>
    public Isp? IspOf(IPAddress address) => Isps.FirstOrDefault(i => i.Owns(address));

    /// <summary>The bridge on an ISP's line; throws when the line is a plain cable.</summary>
    public NetworkNamespace SwitchOf(Isp isp) => this[LabScripts.SwitchOf(isp.Spec)];

    /// <summary>
    /// Lets the namespaces stay when this object goes; without this process the Internet host still answers pings,
    /// its services end. Meant for a lab with a name (<see cref="LabBuilder.Named"/>), which <see cref="Remove"/>
    /// takes away: one with a made-up name is a leftover of a dead process later.
    /// </summary>
    public void Keep() => _kept = true;

    /// <summary>Ends the services and removes every namespace of this lab, unless it is kept.</summary>
    public void Dispose()
    {
        _echo?.Dispose();
        _dns?.Dispose();
        foreach (var space in _namespaces.Values)
            space.Dispose();
        _namespaces.Clear();
        if (!_kept)
            RemoveNamespaces([.. _scripts.Roles().Select(_scripts.Name)]);
    }

    private void Assemble()
    {
        var roles = _scripts.Roles().ToArray();
        Command.Run(string.Concat(roles.Select(r => $"netns add {_scripts.Name(r)}\n")), "ip", "-batch", "-").OrThrow();
        foreach (var role in roles)
        {
            var space = NetworkNamespace.Open(_scripts.Name(role));
            _namespaces.Add(role, space);
            space.Sysctl(LabSysctls.For(role, Spec));
        }

        Command.Run(_scripts.Cables(), "ip", "-batch", "-").OrThrow();
        foreach (var role in roles)
            this[role].IpBatch(_scripts.Configuration(role));
        foreach (var isp in Isps)
            isp.Namespace.Nft(IspRules.Text(isp.Spec));
        foreach (var role in roles)
            this[role].WaitUntilRunning([.. _scripts.Interfaces(role)]);
        _echo = EchoServer.Start(Internet, [.. Spec.EchoPorts]);
        _dns = DnsServer.Start(Internet);
    }
}
