using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>One computation of the RIB from one set of facts.</summary>
internal sealed class RibRun
{
    private readonly RibModel _model;
    private readonly RibWorld _world;
    private readonly RibResolver _resolver;
    private readonly Lazy<RibResolver> _asIfGood;
    private readonly int[] _level;
    private readonly bool[] _ecmp;
    private readonly Dictionary<(RibNextHop, byte, int, IpAddress?), EquatableArray<RibLevel>> _single = [];
    private readonly Dictionary<RibNextHop, EquatableArray<RibGatewayState>> _oneGateway = [];

    public RibRun(RibModel model, RibFacts facts)
    {
        _model = model;
        _world = new RibWorld(facts);
        _resolver = new RibResolver(model, _world, ignoreChecks: false);
        _asIfGood = new Lazy<RibResolver>(() => new RibResolver(model, _world, ignoreChecks: true));
        _level = new int[model.Candidates.Count];
        _ecmp = new bool[model.Candidates.Count];
        Array.Fill(_level, -1);
    }

    public Rib Run()
    {
        var ladders = ImmutableArray.CreateBuilder<RibLadder>(_model.Groups.Count);
        foreach (var group in _model.Groups)
            ladders.Add(LadderOf(group));
        var routes = ImmutableArray.CreateBuilder<RibRouteState>(_model.Candidates.Count);
        foreach (var candidate in _model.Candidates)
            routes.Add(StateOf(candidate));
        return new Rib
        {
            Ladders = new(ladders.MoveToImmutable()),
            Routes = new(routes.MoveToImmutable()),
            Checks = Checks(),
        };
    }

    private RibLadder LadderOf(RibGroup group)
    {
        var levels = LevelsOf(group, _resolver, record: true);
        var ladder = new RibLadder(group.Table, group.Prefix, levels) { Fib = group.Fib };
        return Forwards(levels) || !MayForward(group) ? ladder : ladder with { LastResort = LastResortOf(group) };
    }

    private static bool Forwards(EquatableArray<RibLevel> levels)
    {
        foreach (var level in levels)
        {
            if (level.Forwards)
                return true;
        }

        return false;
    }

    private bool MayForward(RibGroup group)
    {
        foreach (var candidate in group.Candidates)
        {
            if (candidate.Route.Type == RouteType.Unicast && _asIfGood.Value.IsUsable(candidate))
                return true;
        }

        return false;
    }

    private EquatableArray<RibLevel> LastResortOf(RibGroup group) =>
        LevelsOf(group, _asIfGood.Value, record: false).Where(static level => level.Forwards).ToEquatableArray();

    private EquatableArray<RibLevel> LevelsOf(RibGroup group, RibResolver resolver, bool record)
    {
        if (group.Candidates is [{ NextHops: [(var only, 1)] } single])
            return SingleLevel(single, only, resolver, record);
        var levels = ImmutableArray.CreateBuilder<RibLevel>();
        var members = new List<RibCandidate>();
        foreach (var candidate in group.Candidates)
        {
            if (!resolver.IsUsable(candidate))
                continue;
            if (members.Count > 0 && !RibLevels.Share(_model.Dialect, members[0], candidate))
                Close(levels, members, resolver, record);
            members.Add(candidate);
        }

        Close(levels, members, resolver, record);
        return new(levels.ToImmutable());
    }

    /// <summary>Ten thousand routes by one gateway share one ladder.</summary>
    private EquatableArray<RibLevel> SingleLevel(
        RibCandidate candidate, RibNextHop nextHop, RibResolver resolver, bool record)
    {
        if (!resolver.IsUsable(candidate))
            return [];
        var route = candidate.Route;
        if (!record)
            return [LevelOf([candidate], resolver)];
        var key = (nextHop, route.EffectiveDistance, route.Weight, route.PrefSrc);
        if (!_single.TryGetValue(key, out var levels))
            _single[key] = levels = [LevelOf([candidate], resolver)];
        _level[candidate.Index] = 0;
        _ecmp[candidate.Index] = levels[0].Hops.Count > 1;
        return levels;
    }

    private void Close(
        ImmutableArray<RibLevel>.Builder levels, List<RibCandidate> members, RibResolver resolver, bool record)
    {
        if (members.Count == 0)
            return;
        var level = LevelOf(members, resolver);
        if (record)
        {
            foreach (var member in members)
            {
                _level[member.Index] = levels.Count;
                _ecmp[member.Index] = level.Hops.Count > 1 || members.Count > 1;
            }
        }

        levels.Add(level);
        members.Clear();
    }

    private static RibLevel LevelOf(List<RibCandidate> members, RibResolver resolver)
    {
        var route = members[0].Route;
        var hops = route.Type == RouteType.Unicast ? RibLevels.Merge(members, resolver) : [];
        return new RibLevel(route.EffectiveDistance, route.Type, hops) { PrefSrc = route.PrefSrc };
    }

    private RibRouteState StateOf(RibCandidate candidate)
    {
        var id = candidate.Entry.Id;
        if (candidate.Entry.Disabled)
            return new RibRouteState(id, RibRouteStatus.Disabled, -1, false, [], "disabled");
        var gateways = GatewaysOf(candidate);
        var level = _level[candidate.Index];
        var ecmp = _ecmp[candidate.Index];
        return level switch
        {
            0 => new RibRouteState(id, RibRouteStatus.Active, 0, ecmp, gateways, null),
            > 0 => new RibRouteState(id, RibRouteStatus.Standby, level, ecmp, gateways, "a better route is active"),
            _ => new RibRouteState(id, RibRouteStatus.Inactive, -1, false, gateways, WhyInactive(candidate, gateways)),
        };
    }

    private EquatableArray<RibGatewayState> GatewaysOf(RibCandidate candidate)
    {
        if (candidate.NextHops is not [(var only, _)])
            return candidate.NextHops.Select(hop => _resolver.Resolve(hop.NextHop).State).ToEquatableArray();
        if (!_oneGateway.TryGetValue(only, out var states))
            _oneGateway[only] = states = [_resolver.Resolve(only).State];
        return states;
    }

    private string WhyInactive(RibCandidate candidate, EquatableArray<RibGatewayState> gateways)
    {
        if (candidate.Fault is { } fault)
            return fault;
        if (candidate.Route.PrefSrc is { } source && !_world.MayBeSource(source))
            return $"pref-src {source} is not an address of this router";
        return gateways.Count == 1
            ? gateways[0].Reason ?? ""
            : string.Join("; ", gateways.Select(static state => state.Reason).Distinct());
    }

    private EquatableArray<RibCheck> Checks()
    {
        var seen = new HashSet<CheckKey>();
        var checks = ImmutableArray.CreateBuilder<RibCheck>();
        foreach (var nextHop in _model.NextHops)
        {
            var state = _resolver.Resolve(nextHop).State;
            if (state.Check is { Gateway: not null } key && seen.Add(key))
                checks.Add(new RibCheck(key, state.Hops));
        }

        return new(checks.ToImmutable());
    }
}
