using DualWan.Core.Config;
using DualWan.Policy.Model;

namespace DualWan.Policy.Lowering;

/// <summary>
/// /ip firewall mangle: what is local passes, then the rules in their order, then the balance; the first that marks
/// ends it. With <c>router: balance</c> the same once more for the router's own packets.
/// </summary>
internal sealed class MangleLowering
{
    /// <summary>Protocol number of TCP.</summary>
    private const byte Tcp = 6;

    private readonly LoweringPlan _plan;
    private readonly RouterConfigBuilder _builder;
    private readonly string _chain;

    private MangleLowering(LoweringPlan plan, RouterConfigBuilder builder, string chain)
    {
        _plan = plan;
        _builder = builder;
        _chain = chain;
    }

    private bool IsOutput => _chain == "output";

    /// <summary>A connection that begins, from any interface that is not an uplink.</summary>
    private FirewallMatch New => new()
    {
        ConnectionState = new(ConnectionStates.New),
        InInterfaceList = IsOutput ? null : new(InterfaceListMember.Wan, Negated: true),
    };

    public static void Lower(LoweringPlan plan, RouterConfigBuilder builder)
    {
        new MangleLowering(plan, builder, "prerouting").AddAll();
        if (plan.Policy.Router?.Value == RouterTraffic.Balance)
            new MangleLowering(plan, builder, "output").AddAll();
    }

    private void AddAll()
    {
        var local = new FirewallMatch
        {
            DstAddressType = new(AddressTypes.Local | AddressTypes.Broadcast | AddressTypes.Multicast),
        };
        Add(local, new MangleAction.Accept(), Origin.Default);
        foreach (var rule in _plan.Policy.Rules)
            AddRule(rule);
        AddBalance();
    }

    private void AddRule(PolicyRule rule)
    {
        // The router's own packets come in by no interface (PR-04).
        if (IsOutput && rule.InInterface is not null)
            return;
        var isFrom = rule.InInterface is { Value.Negated: false };
        var match = rule.Match with
        {
            ConnectionState = New.ConnectionState,
            InInterfaceList = isFrom ? null : New.InInterfaceList,
        };
        var mark = new MangleRule
        {
            Chain = _chain,
            Match = match,
            Action = new MangleAction.MarkRouting(TableNames.Of(rule)),
            Passthrough = false,
            OnFailover = rule.OnFailover?.Value,
        };
        _builder.Add(mark, new Origin(rule.Name, rule.Location), rule.Comment?.Value);
    }

    private void AddBalance()
    {
        switch (_plan.Method)
        {
            case BalanceMethod.Pcc:
                AddPcc();
                break;
            case BalanceMethod.Nth:
                AddNth();
                break;
            case BalanceMethod.Ecmp:
                Add(New, Mark(TableNames.Ecmp), _plan.BalanceOrigin);
                break;
        }
    }

    private void AddPcc()
    {
        var balance = _plan.Policy.Balance;
        if (balance.EffectiveOther != balance.EffectiveClassifier)
            AddPcc(New with { Protocol = new(Tcp) }, balance.EffectiveClassifier);
        AddPcc(New, balance.EffectiveOther);
    }

    /// <summary>PC-06: the denominator is the sum of the weights, and every remainder has a rule.</summary>
    private void AddPcc(FirewallMatch match, PccFields fields)
    {
        var buckets = Buckets();
        for (var i = 0; i < buckets.Count; i++)
        {
            var classifier = new PerConnectionClassifier(fields, (uint)buckets.Count, (uint)i);
            Add(match with { PerConnectionClassifier = new(classifier) }, Mark(buckets[i].Name), _plan.BalanceOrigin);
        }
    }

    /// <summary>NT-03: each rule sees only what those before it left, and the last takes the rest.</summary>
    private void AddNth()
    {
        var buckets = Buckets();
        for (var i = 0; i < buckets.Count; i++)
        {
            var left = (uint)(buckets.Count - i);
            Add(New with { Nth = left == 1 ? null : new Nth(left, 1) }, Mark(buckets[i].Name), _plan.BalanceOrigin);
        }
    }

    /// <summary>Every uplink of the best tier as often as its weight says, in the order of the file.</summary>
    private List<LoweredUplink> Buckets()
    {
        var divisor = Weights.CommonDivisor(_plan.Best.Select(static uplink => uplink.Value.Weight));
        return [.. _plan.Best.SelectMany(uplink => Enumerable.Repeat(uplink, uplink.Value.Weight / divisor))];
    }

    private static MangleAction.MarkRouting Mark(string table) => new(table);

    private void Add(FirewallMatch match, MangleAction action, Origin origin) =>
        _builder.Add(
            new MangleRule
            {
                Chain = _chain,
                Match = match,
                Action = action,
                Passthrough = action is MangleAction.MarkRouting ? false : null,
            },
            origin);
}
