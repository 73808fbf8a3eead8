using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;

namespace DualWan.Core.Gateways;

/// <summary>
/// The next hop of one uplink in one family: fixed, the device alone, or learned from whatever default route somebody
/// else has put there (kernel.md D16). Pure: facts and a monotonic time in.
/// </summary>
internal sealed class GatewayLearner(string uplink, UplinkGateway configured, IpFamily family)
{
    /// <summary>
    /// How long a hop is held whose route was withdrawn while carrier and address stayed (report 78).
    /// </summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    private static readonly IpPrefix LinkLocal = IpPrefix.Parse("fe80::/10");

    private TimeSpan? _heldSince;
    private EquatableArray<IpPrefix> _heldFor;

    /// <summary>The next hop, or null where there is none.</summary>
    public LearnedHop? Hop { get; private set; }

    public GatewayState State { get; private set; }

    /// <summary>Where it was learned from; null for a fixed one.</summary>
    public ForeignRoute? Source { get; private set; }

    /// <summary>
    /// When <see cref="Update"/> is to be called again though nothing has changed; null: need not be.
    /// </summary>
    public TimeSpan? NextTick => State == GatewayState.Held ? _heldSince + Hold : null;

    /// <summary>Returns whether the next hop is another than before.</summary>
    public bool Update(GatewayFacts facts, TimeSpan now)
    {
        var before = Hop;
        if (!facts.Carrier || !facts.Connected.Any(network => network.Family == family))
            Drop();
        else if (Find(facts) is { } found)
            Take(found, facts);
        else
            HoldOrDrop(facts, now);
        return Hop != before;
    }

    private void Take(LearnedHop hop, GatewayFacts facts)
    {
        Hop = hop;
        State = GatewayState.Known;
        _heldSince = null;
        _heldFor = facts.Connected;
    }

    private void Drop()
    {
        Hop = null;
        State = GatewayState.None;
        Source = null;
        _heldSince = null;
    }

    private void HoldOrDrop(GatewayFacts facts, TimeSpan now)
    {
        if (Hop is null)
            return;
        _heldSince ??= now;
        // Another address is another lease: the old gateway means nothing there.
        if (now - _heldSince >= Hold || !SameLease(facts.Connected))
            Drop();
        else
            State = GatewayState.Held;
    }

    /// <summary>
    /// Whether a network is still there; the link-local one always is, so it counts only where it was alone.
    /// </summary>
    private bool SameLease(EquatableArray<IpPrefix> connected)
    {
        IpPrefix[] held = [.. _heldFor.Where(network => network.Family == family)];
        IpPrefix[] telling = [.. held.Where(network => !LinkLocal.Contains(network))];
        return (telling.Length > 0 ? telling : held).Any(network => connected.Contains(network));
    }

    private LearnedHop? Find(GatewayFacts facts) => configured switch
    {
        UplinkGateway.Fixed { Address: var address } => address.Family == family ? Via(address, false, facts) : null,
        UplinkGateway.None => new LearnedHop(uplink, family, facts.Interface, null),
        _ => Learn(facts),
    };

    private LearnedHop? Learn(GatewayFacts facts)
    {
        ForeignRoute? best = null;
        foreach (var route in facts.Routes)
        {
            if (IsDefault(route, facts.Interface) && (best is null || IsBetter(route, best)))
                best = route;
        }

        Source = best ?? Source;
        return best switch
        {
            null => null,
            { Gateway: { } gateway } => Via(gateway, best.OnLink, facts),
            _ => new LearnedHop(uplink, family, facts.Interface, null),
        };
    }

    private LearnedHop Via(IpAddress gateway, bool onLink, GatewayFacts facts)
    {
        // An IPv6 link-local gateway is on the link by definition, also as the gateway of IPv4 routes (RTA_VIA).
        var reached = LinkLocal.Contains(gateway) || facts.Connected.Any(network => network.Contains(gateway));
        return new LearnedHop(
            uplink, family, facts.Interface, gateway, !reached || (onLink && !LinkLocal.Contains(gateway)));
    }

    private bool IsDefault(ForeignRoute route, string device) =>
        route.Interface == device && route.Type == KernelRouteType.Unicast && route.Protocol != KernelNumbers.Protocol
        && route.Destination.IsDefault && route.Destination.Family == family
        && route.Gateway is not { IsUnspecified: true };

    /// <summary>
    /// Main before a manager's own table; alive before <c>linkdown</c>; the lowest metric. Among equals the hop in use
    /// stays, then the lower address: a re-read in another order must not move traffic.
    /// </summary>
    private bool IsBetter(ForeignRoute route, ForeignRoute best)
    {
        var order = Rank(route).CompareTo(Rank(best));
        if (order != 0)
            return order < 0;
        if (Hop is { } used && (route.Gateway == used.Gateway) != (best.Gateway == used.Gateway))
            return route.Gateway == used.Gateway;
        return Nullable.Compare(route.Gateway, best.Gateway) < 0;
    }

    private static (bool, bool, uint, uint) Rank(ForeignRoute route) =>
        (route.Table != KernelNumbers.MainTable, route.LinkDown, route.Metric, route.Table);
}
