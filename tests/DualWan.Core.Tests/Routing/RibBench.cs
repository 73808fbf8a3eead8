using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Routing;

namespace DualWan.Core.Tests.Routing;

/// <summary>
/// The lab's router: w1 203.0.113.2/24 and 2001:db8:1::/64, w2 198.51.100.2/24 and 2001:db8:2::/64, lan 10.0.0.0/24;
/// routes
/// are added by their text.
/// </summary>
internal sealed class RibBench
{
    private readonly List<Entry<Route>> _routes = [];
    private readonly List<Entry<RoutingTable>> _tables = [];
    private uint _id = 1;

    public RibDialect Dialect { get; init; } = RibDialect.V7;

    public RibFacts Facts { get; set; } = new()
    {
        Interfaces =
        [
            Interface("w1", "203.0.113.2/24", "2001:db8:1::2/64"),
            Interface("w2", "198.51.100.2/24", "2001:db8:2::2/64"),
            Interface("lan", "10.0.0.1/24", "2001:db8:3::1/64"),
        ],
        Learned =
        [
            new("isp1", IpFamily.IPv4, "w1", IpAddress.Parse("203.0.113.1")),
            new("isp2", IpFamily.IPv4, "w2", IpAddress.Parse("198.51.100.1")),
            new("isp1", IpFamily.IPv6, "w1", IpAddress.Parse("fe80::1")),
            new("isp2", IpFamily.IPv6, "w2", IpAddress.Parse("fe80::2")),
        ],
    };

    public static RibInterface Interface(string name, params string[] addresses) => new(name)
    {
        Connected = [.. addresses.Select(IpPrefix.Parse)],
        Addresses = [.. addresses.Select(text => IpAddress.Parse(text.Split('/')[0]))],
    };

    /// <summary>Reads RouterOS's gateway text; <c>uplink:isp1</c> is a learned one.</summary>
    public static Gateway GatewayOf(string text)
    {
        if (text.StartsWith("uplink:", StringComparison.Ordinal))
            return new Gateway.Learned(text[7..]);
        var table = text.Split('@');
        var device = table[0].Split('%');
        if (!IpAddress.TryParse(device[0], out var address))
            return new Gateway.OnInterface(text);
        return device.Length == 2
            ? new Gateway.AddressOnInterface(address, device[1])
            : new Gateway.Address(address, table.Length == 2 ? table[1] : null);
    }

    public static GatewayCheck CheckOf(string text) => text switch
    {
        "ping" => GatewayCheck.Ping.Instance,
        "arp" => GatewayCheck.Arp.Instance,
        "none" => GatewayCheck.None.Instance,
        _ => new GatewayCheck.Uplink(text),
    };

    public static string[] Text(RibLadder? ladder) =>
        ladder is null ? ["none"] : Text(ladder.Levels);

    public static string[] Text(EquatableArray<RibLevel> levels) =>
        [.. levels.Select(level =>
            $"{level.Distance}: " + (level.Forwards ? string.Join(", ", level.Hops) : level.Type))];

    public void Table(string name, bool fib = true) =>
        _tables.Add(new(new EntryId(_id++), new RoutingTable { Name = name, Fib = fib }, Origin.Default));

    public EntryId Route(
        string prefix, string gateways, byte? distance = null, string table = "main", byte? scope = null,
        byte? targetScope = null, string check = "none", bool disabled = false, int weight = 1,
        string? prefSrc = null) =>
        Add(new Route
        {
            DstAddress = IpPrefix.Parse(prefix),
            Gateways = [.. gateways.Split(',').Select(GatewayOf)],
            RoutingTable = table,
            Distance = distance,
            Scope = scope,
            TargetScope = targetScope,
            Check = CheckOf(check),
            Weight = weight,
            PrefSrc = prefSrc is null ? null : IpAddress.Parse(prefSrc),
        }, disabled);

    public EntryId Route(
        string prefix, RouteType type, byte? distance = null, string table = "main", byte? scope = null) =>
        Add(new Route
        {
            DstAddress = IpPrefix.Parse(prefix),
            Type = type,
            Distance = distance,
            RoutingTable = table,
            Scope = scope,
        }, disabled: false);

    public void Change(string name, Func<RibInterface, RibInterface> change) => Facts = Facts with
    {
        Interfaces = Facts.Interfaces.Select(item => item.Name == name ? change(item) : item).ToEquatableArray(),
    };

    /// <summary>Sets what fails now: <c>ping 8.8.8.8</c>, <c>arp 10.0.0.1%w1</c>, or an uplink's name.</summary>
    public void Fail(params string[] checks) => Facts = Facts with { Unreachable = [.. checks.Select(KeyOf)] };

    /// <summary>The levels of a prefix as text, "none" where the RIB has no such ladder.</summary>
    public string[] Ladder(string prefix, string table = "main") => Text(Compute().Find(table, IpPrefix.Parse(prefix)));

    public Rib Compute() => Rib.Compute(Config(), Facts, Dialect);

    public RouterConfig Config() => new()
    {
        Routes = _routes.ToEquatableArray(),
        Tables = _tables.ToEquatableArray(),
    };

    private static CheckKey KeyOf(string text)
    {
        var words = text.Split(' ');
        if (words.Length == 1)
            return new CheckKey(new GatewayCheck.Uplink(text));
        var device = words[1].Split('%');
        return new CheckKey(CheckOf(words[0]), IpAddress.Parse(device[0]), device.Length == 2 ? device[1] : null);
    }

    private EntryId Add(Route route, bool disabled)
    {
        var id = new EntryId(_id++);
        _routes.Add(new(id, route, Origin.Default, disabled));
        return id;
    }
}
