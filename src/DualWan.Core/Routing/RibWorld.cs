using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>The facts made ready for lookups.</summary>
internal sealed class RibWorld
{
    private readonly Dictionary<string, RibInterface> _interfaces = [];
    private readonly Dictionary<(string, IpFamily), LearnedHop> _learned = [];
    private readonly List<(IpPrefix Prefix, RibInterface Interface)> _connected = [];
    private readonly List<ExtraRoute> _extra = [];
    private readonly HashSet<IpAddress> _addresses = [];

    public RibWorld(RibFacts facts)
    {
        Facts = facts;
        foreach (var item in facts.Interfaces)
        {
            _interfaces[item.Name] = item;
            _addresses.UnionWith(item.Addresses);
            // SC-02, IF-01: the connected route of an interface that is not running resolves nothing.
            if (item.Running)
                _connected.AddRange(item.Connected.Select(prefix => (prefix, item)));
        }

        foreach (var hop in facts.Learned)
            _learned[(hop.Uplink, hop.Family)] = hop;
        _extra.AddRange(facts.Extra.Where(route => IsRunning(route.Interface)));
    }

    public RibFacts Facts { get; }

    public LearnedHop? Learned(string uplink, IpFamily family) => _learned.GetValueOrDefault((uplink, family));

    /// <summary>False only where the router's addresses are known and this is none of them.</summary>
    public bool MayBeSource(IpAddress address) => _addresses.Count == 0 || _addresses.Contains(address);

    public bool IsPointToPoint(string name) => _interfaces.GetValueOrDefault(name) is { PointToPoint: true };

    /// <summary>Why the interface can't carry packets, or null.</summary>
    public string? WhyNotRunning(string name)
    {
        if (!_interfaces.TryGetValue(name, out var item))
            return $"interface {name} does not exist";
        if (!item.Up)
            return $"interface {name} is down";
        return item.Carrier ? null : $"interface {name} has no carrier";
    }

    public bool HasFamily(string name, IpFamily family) =>
        _interfaces.TryGetValue(name, out var item) && item.Connected.Any(prefix => prefix.Family == family);

    public bool IsConnected(string name, IpAddress address) =>
        _interfaces.TryGetValue(name, out var item) && item.Connected.Any(prefix => prefix.Contains(address));

    /// <summary>The longest connected network that holds the address; the first of equal ones (IF-03 leaves it
    /// open).</summary>
    public (IpPrefix Prefix, string Interface)? Connected(IpAddress address)
    {
        (IpPrefix Prefix, string Interface)? best = null;
        foreach (var (prefix, item) in _connected)
        {
            if (prefix.Contains(address) && (best is null || prefix.Length > best.Value.Prefix.Length))
                best = (prefix, item.Name);
        }

        return best;
    }

    /// <summary>The longest, then nearest, extra route that holds the address and is within the scope limit.</summary>
    public ExtraRoute? Extra(IpAddress address, int limit)
    {
        ExtraRoute? best = null;
        foreach (var route in _extra)
        {
            if (route.Scope <= limit && route.Prefix.Contains(address)
                && (best is null || IsBetter(route, best)))
                best = route;
        }

        return best;
    }

    private static bool IsBetter(ExtraRoute route, ExtraRoute than) => route.Prefix.Length != than.Prefix.Length
        ? route.Prefix.Length > than.Prefix.Length
        : route.Distance < than.Distance;

    private bool IsRunning(string name) => _interfaces.TryGetValue(name, out var item) && item.Running;
}
