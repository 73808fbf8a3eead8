using DualWan.Core.Config;
using DualWan.Core.Text;
using DualWan.Policy.Model;

namespace DualWan.Policy.Lowering;

/// <summary>
/// /routing table and /ip route: one default route for each next hop. Those of one distance in a table share the load
/// by weight; the next distance stands behind them.
/// </summary>
internal sealed class RouteLowering
{
    private readonly LoweringPlan _plan;
    private readonly RouterConfigBuilder _builder;
    private readonly Dictionary<string, LoweredUplink> _byName;

    private RouteLowering(LoweringPlan plan, RouterConfigBuilder builder)
    {
        _plan = plan;
        _builder = builder;
        _byName = plan.Uplinks.ToDictionary(static uplink => uplink.Name);
    }

    public static void Lower(LoweringPlan plan, RouterConfigBuilder builder)
    {
        var lowering = new RouteLowering(plan, builder);
        lowering.AddUnmarked();
        foreach (var uplink in plan.Uplinks)
        {
            lowering.AddPreferred(uplink);
            lowering.AddStrict(uplink);
        }

        lowering.AddPreferences();
        if (plan.Method == BalanceMethod.Ecmp)
            lowering.AddEcmp();
        lowering.AddRefuse();
    }

    /// <summary>What nobody classified, one uplink after the other: the router's own sockets don't like to be
    /// spread.</summary>
    private void AddUnmarked()
    {
        AddTable(TableNames.Unmarked, TableRole.Unmarked.Instance, Origin.Default);
        byte distance = 1;
        foreach (var uplink in _plan.Tiers.SelectMany(static tier => tier))
            AddRoute(TableNames.Unmarked, uplink, distance++, CheckOf(uplink), weight: 1, uplink.Origin);
    }

    private void AddPreferred(LoweredUplink uplink)
    {
        var table = TableNames.Preferred(uplink.Name);
        AddTable(table, new TableRole.Preferred(uplink.Name), uplink.Origin);
        var own = _plan.Tiers.First(tier => tier.Contains(uplink));
        AddTiers(table, [[uplink], own, .. _plan.Tiers], uplink.Origin);
    }

    /// <summary>No check: a line that is silent stays where it was told to be, and the answer is "unreachable" or
    /// nothing.</summary>
    private void AddStrict(LoweredUplink uplink)
    {
        var table = TableNames.Strict(uplink.Name);
        AddTable(table, new TableRole.Strict(uplink.Name), uplink.Origin);
        AddRoute(table, uplink, 1, GatewayCheck.None.Instance, weight: 1, uplink.Origin);
    }

    private void AddPreferences()
    {
        var known = new HashSet<string>();
        foreach (var rule in _plan.Policy.Rules)
        {
            var table = TableNames.Of(rule);
            if (rule.Target?.Value is not RuleTarget.Uplinks { Names: { Count: > 1 } names } || !known.Add(table))
                continue;
            var origin = OriginOf(rule);
            var named = names.Select(name => (IReadOnlyList<LoweredUplink>)[_byName[name.Value]]).ToList();
            AddTable(table, new TableRole.Preference(table, !rule.MayFailOver), origin);
            AddTiers(table, rule.MayFailOver ? [.. named, .. _plan.Tiers] : named, origin);
        }
    }

    private void AddEcmp()
    {
        AddTable(TableNames.Ecmp, new TableRole.Preference(TableNames.Ecmp, OnlyNamed: false), _plan.BalanceOrigin);
        AddTiers(TableNames.Ecmp, _plan.Tiers, _plan.BalanceOrigin);
    }

    private void AddRefuse()
    {
        if (_plan.Policy.Rules.FirstOrDefault(static rule => rule.Target?.Value is RuleTarget.None) is { } rule)
            AddTable(TableNames.Refuse, TableRole.Refuse.Instance, OriginOf(rule));
    }

    /// <summary>Each group at the next distance, without those that stand before it already.</summary>
    private void AddTiers(string table, IReadOnlyList<IReadOnlyList<LoweredUplink>> groups, Origin origin)
    {
        var placed = new HashSet<string>();
        byte distance = 1;
        foreach (var group in groups)
        {
            var rest = group.Where(uplink => !placed.Contains(uplink.Name)).ToList();
            foreach (var uplink in rest)
            {
                AddRoute(table, uplink, distance, CheckOf(uplink), rest.Count == 1 ? 1 : uplink.Value.Weight, origin);
                placed.Add(uplink.Name);
            }

            distance += (byte)(rest.Count > 0 ? 1 : 0);
        }
    }

    private void AddTable(string name, TableRole role, Origin origin) =>
        _builder.Add(new RoutingTable { Name = name, Role = role }, origin);

    private void AddRoute(
        string table, LoweredUplink uplink, byte distance, GatewayCheck check, int weight, Origin origin) =>
        _builder.Add(
            new Route
            {
                Gateways = [new Gateway.Learned(uplink.Name)],
                RoutingTable = table,
                Distance = distance,
                Check = check,
                Weight = weight,
            },
            origin);

    private static GatewayCheck.Uplink CheckOf(LoweredUplink uplink) => new(uplink.Name);

    private static Origin OriginOf(PolicyRule rule) => new(rule.Name, rule.Location);
}
