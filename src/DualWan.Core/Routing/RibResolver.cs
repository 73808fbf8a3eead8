using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>
/// Resolves nexthop objects, each once: connected networks, uplinks, interfaces, and addresses through other routes
/// whose scope is within the limit (SC-03).
/// </summary>
internal sealed class RibResolver(RibModel model, RibWorld world, bool ignoreChecks)
{
    /// <summary>The scope of connected routes (SC-01).</summary>
    private const int ConnectedScope = 10;

    private readonly RibResolution?[] _known = new RibResolution?[model.NextHops.Count];
    private readonly bool[] _busy = new bool[model.NextHops.Count];

    public RibResolution Resolve(RibNextHop nextHop)
    {
        if (_known[nextHop.Index] is { } known)
            return known;
        if (_busy[nextHop.Index])
            return Judge(nextHop, RibPath.None($"{Name(nextHop.Gateway)} resolves through itself"));
        _busy[nextHop.Index] = true;
        var resolution = Judge(nextHop, Find(nextHop));
        _busy[nextHop.Index] = false;
        return _known[nextHop.Index] = resolution;
    }

    /// <summary>Whether the candidate can be used now.</summary>
    public bool IsUsable(RibCandidate candidate)
    {
        if (candidate.Route.PrefSrc is { } source && !world.MayBeSource(source))
            return false;
        if (candidate.Route.Type != RouteType.Unicast)
            return true;
        foreach (var (nextHop, _) in candidate.NextHops)
        {
            if (!Resolve(nextHop).Usable.IsEmpty)
                return true;
        }

        return false;
    }

    private static string Name(Gateway gateway) => gateway switch
    {
        Gateway.Address address => address.Value.ToString(),
        Gateway.AddressOnInterface bound => $"{bound.Value}%{bound.Interface}",
        Gateway.OnInterface device => device.Interface,
        Gateway.Learned learned => $"the gateway of uplink {learned.Uplink}",
        _ => throw new InvalidOperationException($"unknown gateway {gateway}"),
    };

    private RibResolution Judge(RibNextHop nextHop, RibPath path)
    {
        var (key, fault) = CheckOf(nextHop, path);
        var reason = path.Reason ?? (ignoreChecks ? null : fault);
        var state = new RibGatewayState(nextHop.Gateway, path.Hops, path.Recursive, path.ViaDefault, key, reason);
        return new RibResolution(reason is null ? path.Hops : [], state);
    }

    /// <summary>The key under which the check's verdict is known, and why the check keeps the hop from being
    /// used.</summary>
    private (CheckKey? Key, string? Fault) CheckOf(RibNextHop nextHop, RibPath path)
    {
        if (nextHop.Check is GatewayCheck.None)
            return (null, null);
        if (nextHop.Check is GatewayCheck.Uplink uplink)
        {
            var health = new CheckKey(uplink);
            return (health, IsUnreachable(health) ? $"uplink {uplink.Name} is down" : null);
        }

        var word = nextHop.Check is GatewayCheck.Arp ? "arp" : "ping";
        var (address, device) = ProbedAddress(nextHop, path);
        // CG-10: observed on RouterOS: the check counts as failed, the route is never eligible.
        if (address is not { } target)
            return (null, $"check-gateway={word} needs a gateway with an address");
        var key = new CheckKey(nextHop.Check, target, device);
        return (key, IsUnreachable(key) ? $"{Name(nextHop.Gateway)} does not answer {word}" : null);
    }

    private static (IpAddress? Address, string? Device) ProbedAddress(RibNextHop nextHop, RibPath path) =>
        nextHop.Gateway switch
        {
            Gateway.Address address => (address.Value, null),
            Gateway.AddressOnInterface bound => (bound.Value, bound.Interface),
            Gateway.Learned when !path.Hops.IsEmpty => (path.Hops[0].Gateway, path.Hops[0].Interface),
            _ => (null, null),
        };

    private bool IsUnreachable(CheckKey key) => world.Facts.Unreachable.Contains(key);

    private RibPath Find(RibNextHop nextHop) => nextHop.Gateway switch
    {
        Gateway.Address address => Lookup(address.Value, address.Table ?? RoutingTable.Main, nextHop.TargetScope),
        Gateway.AddressOnInterface bound => FindBound(bound),
        Gateway.OnInterface device => world.WhyNotRunning(device.Interface) is { } fault
            ? RibPath.None(fault)
            : RibPath.To(new RibHop(device.Interface, null)),
        Gateway.Learned learned => FindLearned(learned.Uplink, nextHop.Family),
        _ => throw new InvalidOperationException($"unknown gateway {nextHop.Gateway}"),
    };

    private RibPath FindBound(Gateway.AddressOnInterface gateway)
    {
        var (address, device) = (gateway.Value, gateway.Interface);
        if (world.WhyNotRunning(device) is { } fault)
            return RibPath.None(fault);
        // fe80::/10 is on every link; anything else outside the device's networks needs the kernel told so (R-26,
        // K-12).
        if (address.IsLinkLocal || world.IsConnected(device, address))
            return RibPath.To(new RibHop(device, address));
        return world.HasFamily(device, address.Family)
            ? RibPath.To(new RibHop(device, address, OnLink: true))
            : RibPath.None($"interface {device} has no {address.Family} address");
    }

    private RibPath FindLearned(string uplink, IpFamily family)
    {
        if (world.Learned(uplink, family) is not { } hop)
            return RibPath.None($"uplink {uplink} has no {family} gateway");
        return world.WhyNotRunning(hop.Interface) is { } fault
            ? RibPath.None(fault)
            : RibPath.To(new RibHop(hop.Interface, hop.Gateway, hop.OnLink));
    }

    /// <summary>
    /// The longest match among the active routes within the scope limit. Routes of a larger scope are invisible to it,
    /// also where they are nearer (SC-08), so a canary never resolves through a default (RF-04).
    /// </summary>
    private RibPath Lookup(IpAddress address, string table, int limit)
    {
        var inMain = table == RoutingTable.Main;
        var connected = inMain && ConnectedScope <= limit ? world.Connected(address) : null;
        var extra = inMain ? world.Extra(address, limit) : null;
        var floor = Math.Max(connected?.Prefix.Length ?? -1, extra?.Prefix.Length ?? -1);
        foreach (var group in model.Table(table)?.Matches(address) ?? [])
        {
            if (group.Prefix.Length < floor || (connected is { } c && group.Prefix.Length == c.Prefix.Length))
                break;
            if (Through(group, address, limit, extra) is { } path)
                return path;
        }

        if (connected is { } net && net.Prefix.Length == floor)
            return RibPath.To(new RibHop(net.Interface, address));
        if (extra is not null)
        {
            var hop = Rebase(new RibHop(extra.Interface, extra.Gateway), address);
            return new RibPath([hop], Recursive: true, extra.Prefix.IsDefault);
        }

        return RibPath.None(inMain
            ? $"{address} is in no connected network, and no active route of scope {limit} or less leads to it"
            : $"no active route of scope {limit} or less leads to {address} in table {table}");
    }

    private RibPath? Through(RibGroup group, IpAddress address, int limit, ExtraRoute? extra)
    {
        RibCandidate? first = null;
        List<RibCandidate>? level = null;
        foreach (var candidate in group.Candidates)
        {
            if (candidate.Scope > limit || (first is not null && !RibLevels.Share(model.Dialect, first, candidate)))
                continue;
            if (!IsUsable(candidate))
                continue;
            first ??= candidate;
            (level ??= []).Add(candidate);
        }

        if (first is null || level is null || IsNearer(extra, group, first))
            return null;
        if (first.Route.Type != RouteType.Unicast)
            return RibPath.None($"{address} leads into the {first.Route.Type} route {group.Prefix}");
        var hops = RibLevels.Merge(level, this).Items.Select(hop => Rebase(hop, address)).ToEquatableArray();
        return new RibPath(hops, true, group.Prefix.IsDefault);
    }

    private static bool IsNearer(ExtraRoute? extra, RibGroup group, RibCandidate candidate) => extra is not null
        && extra.Prefix.Length == group.Prefix.Length && extra.Distance < candidate.Route.EffectiveDistance;

    /// <summary>A hop that is a device alone: on a link with neighbours the address itself is the neighbour
    /// .</summary>
    private RibHop Rebase(RibHop hop, IpAddress address) => hop.Gateway is null && !world.IsPointToPoint(hop.Interface)
        ? hop with { Gateway = address, OnLink = true }
        : hop;
}
