using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>
/// Walks the routing decision as RouterOS does (PR-11): the mark's table, then the user's rules in order, then main.
/// The router's own addresses come first as on every Linux; RouterOS asks them after the mark (PR-15, PR-21).
/// </summary>
internal sealed class RouteDecision(RouterConfig config, RibFacts facts, Rib rib)
{
    public RouteAnswer Decide(RouteQuery query)
    {
        if (facts.Interfaces.Any(item => item.Addresses.Contains(query.Destination)))
            return new RouteAnswer(RouteOutcome.Local, []);
        if (query.RoutingMark is { } mark && Lookup(mark, query.Destination, minPrefix: null) is { } marked)
            return marked;
        foreach (var rule in config.Rules)
        {
            if (!rule.Disabled && Matches(rule.Value, query) && Apply(rule, query.Destination) is { } answer)
                return answer with { Rule = rule.Origin };
        }

        return Lookup(RoutingTable.Main, query.Destination, minPrefix: null)
            ?? new RouteAnswer(RouteOutcome.Unreachable, []);
    }

    /// <summary>All fields that are given must match (PR-03).</summary>
    private static bool Matches(RoutingRule rule, RouteQuery query) =>
        (rule.SrcAddress is not { } source || (query.Source is { } from && source.Contains(from)))
        && (rule.DstAddress is not { } destination || destination.Contains(query.Destination))
        && (rule.Interface is null || rule.Interface == query.InInterface)
        && (rule.RoutingMark is null || rule.RoutingMark == query.RoutingMark);

    /// <summary>Null where the rule does not decide.</summary>
    private RouteAnswer? Apply(Entry<RoutingRule> entry, IpAddress destination)
    {
        var rule = entry.Value;
        switch (rule.Action)
        {
            case RoutingRuleAction.Drop:
                return new RouteAnswer(RouteOutcome.Blackhole, []);
            case RoutingRuleAction.Unreachable:
                return new RouteAnswer(RouteOutcome.Unreachable, []);
            default:
                // PR-19: a rule without a table to look into does nothing.
                if (rule.Table is not { } table || !IsTable(table))
                    return null;
                var answer = Lookup(table, destination, rule.MinPrefix);
                return rule.Action == RoutingRuleAction.LookupOnlyInTable
                    ? answer ?? new RouteAnswer(RouteOutcome.Unreachable, [], table)
                    : answer;
        }
    }

    private bool IsTable(string name) =>
        name == RoutingTable.Main || config.Tables.Any(table => !table.Disabled && table.Value.Name == name);

    /// <summary>The longest match, or null for none, or for one as short as the rule suppresses (PR-09).</summary>
    private RouteAnswer? Lookup(string table, IpAddress destination, byte? minPrefix)
    {
        RouteAnswer? best = null;
        foreach (var ladder in rib.Ladders)
        {
            if (ladder.Table == table && ladder.Fib && ladder.Prefix.Contains(destination)
                && IsLonger(ladder.Prefix, best) && ladder.Active is { } level)
                best = new RouteAnswer(OutcomeOf(level.Type), level.Hops, table, ladder.Prefix);
        }

        if (table == RoutingTable.Main)
            best = OfConnected(destination, best);
        return best is null || (minPrefix is { } least && best.Prefix!.Value.Length <= least) ? null : best;
    }

    /// <summary>A connected network beats a static route of the same prefix: its distance is 0 .</summary>
    private RouteAnswer? OfConnected(IpAddress destination, RouteAnswer? best)
    {
        foreach (var item in facts.Interfaces.Where(static item => item.Running))
        {
            foreach (var prefix in item.Connected)
            {
                if (prefix.Contains(destination) && (IsLonger(prefix, best) || best!.Prefix == prefix))
                {
                    best = new RouteAnswer(
                        RouteOutcome.Forward, [new RibHop(item.Name, null)], RoutingTable.Main, prefix);
                }
            }
        }

        return best;
    }

    private static bool IsLonger(IpPrefix prefix, RouteAnswer? best) =>
        best is null || prefix.Length > best.Prefix!.Value.Length;

    private static RouteOutcome OutcomeOf(RouteType type) => type switch
    {
        RouteType.Blackhole => RouteOutcome.Blackhole,
        RouteType.Unreachable => RouteOutcome.Unreachable,
        RouteType.Prohibit => RouteOutcome.Prohibit,
        _ => RouteOutcome.Forward,
    };
}
