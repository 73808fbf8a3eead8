using System.Text;

namespace DualWan.Lab.Topology;

/// <summary>
/// The text of every <c>ip -batch</c> that builds a lab, one per namespace. Interfaces are made straight in their
/// namespaces, a cable's first end already up (the kernel refuses that for the second); <see cref="Roles"/> is in an
/// order in which every carrier is there when addresses and routes are added: IPv6 refuses them without.
/// </summary>
internal sealed partial class LabScripts(LabSpec spec, string prefix)
{
    /// <summary>Addresses that answer beside 192.0.2.0/24: the monitors that people configure.</summary>
    private static readonly string[] Monitors =
        ["1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "208.67.222.222", "208.67.220.220"];

    private static readonly string[] Monitors6 =
        ["2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844", "2620:fe::fe"];

    // Above what the kernel gives to interfaces that are made without an index.
    private int _nextIndex = 100;
    private readonly HashSet<(string Role, string Name)> _ends = [];

    private bool IPv6 => spec.Lans.Any(l => l.Network6 is not null) || spec.Isps.Any(i => i.Public6 is not null);

    public string Name(string role) => $"{prefix}-{role}";

    /// <summary>The namespaces' roles: <c>rt</c>, <c>inet</c>, ISPs by name, clients, switches.</summary>
    public IEnumerable<string> Roles() =>
    [
        "inet", .. Switches(), .. spec.Isps.Select(i => i.Name), .. spec.Lans.SelectMany(Clients), "rt",
    ];

    /// <summary>
    /// The client namespaces of one LAN: <c>lan0</c>, or <c>lan0-1</c>, <c>lan0-2</c> when there are several.
    /// </summary>
    public static IEnumerable<string> Clients(LanSpec lan) => lan.Clients == 1
        ? [lan.Interface]
        : Enumerable.Range(1, lan.Clients).Select(n => $"{lan.Interface}-{n}");

    /// <summary>Every cable of the lab, for one batch outside of the namespaces.</summary>
    public string Cables()
    {
        var text = new StringBuilder();
        foreach (var isp in spec.Isps)
        {
            text.Append(AccessCables(isp));
            text.Append(Cable("core0", isp.Name, isp.Name, "inet"));
        }

        foreach (var lan in spec.Lans)
            text.Append(LanCables(lan));
        return text.ToString();
    }

    /// <summary>The cable at the router's main interface to one ISP, to make it again after it was deleted.</summary>
    public string RouterCable(IspSpec isp) => isp.Link is LinkKind.Switched or LinkKind.Shared
        ? Cable(isp.Interface, "rt", isp.Interface, SwitchOf(isp))
        : AccessCables(isp);

    private string AccessCables(IspSpec isp)
    {
        string[] interfaces = [isp.Interface, .. isp.MoreInterfaces.Select(m => m.Interface)];
        return isp.Link switch
        {
            LinkKind.Direct => Cable(isp.Interface, "rt", "cust0", isp.Name,
                slowCarrier: isp.SlowCarrier),
            LinkKind.PointToPoint => Cable(isp.Interface, "rt", "cust0", isp.Name,
                // Without ARP the kernel writes its own address as the destination: equal ones make it arrive.
                $" address 02:00:00:00:00:{isp.Number:x2} arp off"),
            _ => string.Concat(interfaces.Select(i => Cable(i, "rt", i, SwitchOf(isp))))
                + Cable("cust0", isp.Name, isp.Name, SwitchOf(isp)),
        };
    }

    /// <summary>The interfaces of one namespace that must run before the lab is ready.</summary>
    public IEnumerable<string> Interfaces(string role)
    {
        var cabled = _ends.Where(e => e.Role == role).Select(e => e.Name);
        return Switches().Contains(role) ? cabled.Append("br0") : cabled;
    }

    /// <summary>The batch of one namespace, by role.</summary>
    public string Configuration(string role) => role switch
    {
        "rt" => Router(),
        "inet" => Internet(),
        _ when spec.Isps.FirstOrDefault(i => i.Name == role) is { } isp => Isp(isp),
        _ when role.StartsWith("sw", StringComparison.Ordinal) => Switch(role),
        _ => Client(role),
    };

    /// <summary>The role of the switch on an ISP's line.</summary>
    public static string SwitchOf(IspSpec isp) => isp.Link == LinkKind.Shared ? "sw" : $"sw-{isp.Name}";

    private IEnumerable<string> Switches() => spec.Isps
        .Where(i => i.Link is LinkKind.Switched or LinkKind.Shared).Select(SwitchOf)
        .Concat(spec.Lans.Where(l => l.Clients > 1).Select(l => $"sw-{l.Interface}")).Distinct();

    // The two ends get different indices: for a veth whose peer's index equals its own the kernel delays carrier
    // events by up to a second, as it does for hardware (linkwatch takes such an event for not urgent).
    private string Cable(
        string name, string role, string peer, string peerRole, string extra = "", bool slowCarrier = false)
    {
        var index = _nextIndex += 2;
        _ends.Add((role, name));
        _ends.Add((peerRole, peer));
        var peerIndex = slowCarrier ? index : index + 1;
        return $"link add {name} netns {Name(role)} index {index}{extra} up type veth "
            + $"peer name {peer} netns {Name(peerRole)} index {peerIndex}{extra}\n";
    }

    private string LanCables(LanSpec lan)
    {
        if (lan.Clients == 1)
            return Cable(lan.Interface, "rt", "eth0", lan.Interface);
        var toSwitch = Cable(lan.Interface, "rt", "router", $"sw-{lan.Interface}");
        return toSwitch + string.Concat(Clients(lan).Select(c => Cable("eth0", c, c, $"sw-{lan.Interface}")));
    }

    private string Router()
    {
        var text = new StringBuilder("link set lo up\n");
        foreach (var lan in spec.Lans)
        {
            text.AppendLine($"addr add {lan.RouterIp}/24 brd + dev {lan.Interface}");
            if (lan.Network6 is not null)
                text.AppendLine($"addr add {lan.Network6}:1/64 dev {lan.Interface} nodad");
        }

        foreach (var isp in spec.Isps)
        {
            text.Append(RouterLine(isp));
            if (isp.Public6 is not null && spec.Lans.Count > 0)
                text.AppendLine($"addr add 2001:db8:{isp.Number}:1::1/64 dev {spec.Lans[0].Interface} nodad");
        }

        return text.ToString();
    }

    private string Client(string role)
    {
        var lan = spec.Lans.First(l => Clients(l).Contains(role));
        var number = Clients(lan).TakeWhile(c => c != role).Count();
        var text = new StringBuilder("link set lo up\nlink set eth0 up\n");
        for (var i = 0; i < lan.AddressesPerClient; i++)
            text.AppendLine($"addr add {lan.ClientIp(number, i)}/24 brd + dev eth0");
        text.AppendLine($"route add default via {lan.RouterIp}");
        if (lan.Network6 is null)
            return text.ToString();
        text.AppendLine($"addr add {lan.Network6}:{10 + number}/64 dev eth0 nodad");
        if (lan == spec.Lans[0])
        {
            foreach (var isp in spec.Isps.Where(i => i.Public6 is not null))
                text.AppendLine($"addr add 2001:db8:{isp.Number}:1::{10 + number}/64 dev eth0 nodad");
        }

        return text.AppendLine($"route add default via {lan.Network6}:1").ToString();
    }

    private string Switch(string role)
    {
        var ports = new List<string>();
        foreach (var isp in spec.Isps.Where(i => i.Link is LinkKind.Switched or LinkKind.Shared && SwitchOf(i) == role))
            ports.AddRange([isp.Name, isp.Interface, .. isp.MoreInterfaces.Select(m => m.Interface)]);
        foreach (var lan in spec.Lans.Where(l => $"sw-{l.Interface}" == role))
            ports.AddRange(["router", .. Clients(lan)]);
        var text = new StringBuilder("link set lo up\nlink add br0 up type bridge mcast_snooping 0\n");
        foreach (var port in ports)
            text.AppendLine($"link set {port} up master br0");
        return text.ToString();
    }

    private static string Isp(IspSpec isp)
    {
        var text = new StringBuilder("link set lo up\n");
        text.Append(IspLine(isp));
        text.AppendLine($"addr add 10.255.{isp.Number}.2/30 dev core0");
        text.AppendLine($"route add default via 10.255.{isp.Number}.1");
        if (isp.NatAddress is not null)
            text.AppendLine($"addr add {isp.NatAddress}/32 dev lo");
        if (isp.Public6 is null)
            return text.ToString();
        text.AppendLine($"addr add fd00:255:{isp.Number}::2/64 dev core0 nodad");
        text.AppendLine($"route add default via fd00:255:{isp.Number}::1");
        return text.ToString();
    }

    private string Internet()
    {
        var text = new StringBuilder("link set lo up\naddr add 192.0.2.1/32 dev lo\n");
        text.AppendLine("route add local 192.0.2.0/24 dev lo");
        foreach (var monitor in Monitors)
            text.AppendLine($"route add local {monitor} dev lo");
        foreach (var isp in spec.Isps)
        {
            text.AppendLine($"link set {isp.Name} up");
            text.AppendLine($"addr add 10.255.{isp.Number}.1/30 dev {isp.Name}");
            text.AppendLine($"route add {isp.Public} via 10.255.{isp.Number}.2 src 192.0.2.1");
        }

        if (IPv6)
            text.Append(Internet6());
        return text.ToString();
    }

    private string Internet6()
    {
        var text = new StringBuilder("addr add 2001:db8:ffff::1/128 dev lo nodad\n");
        text.AppendLine("route add local 2001:db8:ffff::/64 dev lo");
        foreach (var monitor in Monitors6)
            text.AppendLine($"route add local {monitor} dev lo");
        foreach (var isp in spec.Isps.Where(i => i.Public6 is not null))
        {
            text.AppendLine($"addr add fd00:255:{isp.Number}::1/64 dev {isp.Name} nodad");
            text.AppendLine($"route add {isp.Public6} via fd00:255:{isp.Number}::2 src 2001:db8:ffff::1");
        }

        return text.ToString();
    }
}
