using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;

namespace DualWan.Core.Compilation;

/// <summary>Tells the RIB what the observations say.</summary>
internal static class RibFactsBuilder
{
    /// <param name="good">Which uplinks count as healthy: those that take new connections, or those that keep
    /// theirs.</param>
    public static RibFacts Build(CompileContext context, Func<UplinkObservation, bool> good) => new()
    {
        Interfaces = context.Observations.Links.Select(link => Interface(context, link)).ToEquatableArray(),
        Learned = context.Uplinks.SelectMany(Learned).ToEquatableArray(),
        Unreachable =
        [
            .. context.Uplinks
                .Where(uplink => uplink.Observed is null || !good(uplink.Observed))
                .Select(static uplink => new CheckKey(new GatewayCheck.Uplink(uplink.Name))),
        ],
        Extra = context.Observations.ForeignRoutes.Where(IsUsable)
            .Select(static route => new ExtraRoute(route.Destination, route.Interface!, route.Gateway))
            .ToEquatableArray(),
    };

    private static RibInterface Interface(CompileContext context, LinkFact link)
    {
        var addresses = context.Observations.AddressesOf(link.Name).ToList();
        return new RibInterface(link.Name)
        {
            Up = link.Up,
            Carrier = link.Carrier,
            PointToPoint = link.PointToPoint,
            Connected = addresses.Select(static fact =>
                fact.Peer is { } peer ? IpPrefix.Host(peer) : fact.Address.Prefix).ToEquatableArray(),
            Addresses = addresses.Select(static fact => fact.Address.Address).ToEquatableArray(),
        };
    }

    private static IEnumerable<LearnedHop> Learned(NumberedUplink uplink)
    {
        if (uplink.Observed?.IPv4 is { } four)
            yield return four;
        if (uplink.Observed?.IPv6 is { } six)
            yield return six;
    }

    private static bool IsUsable(ForeignRoute route) =>
        route is
        {
            Table: KernelNumbers.MainTable,
            Type: KernelRouteType.Unicast,
            Interface: not null,
            LinkDown: false,
        };
}
