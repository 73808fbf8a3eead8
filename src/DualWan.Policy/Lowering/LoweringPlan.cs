using DualWan.Core.Config;
using DualWan.Policy.Checking;
using DualWan.Policy.Model;

namespace DualWan.Policy.Lowering;

/// <summary>What all parts of the lowering ask for: the uplinks with their defaults, their tiers, and the
/// method.</summary>
internal sealed record LoweringPlan(
    PolicyDocument Policy,
    IReadOnlyList<LoweredUplink> Uplinks,
    IReadOnlyList<IReadOnlyList<LoweredUplink>> Tiers,
    BalanceMethod Method)
{
    /// <summary>The uplinks that share the load while all is well.</summary>
    public IReadOnlyList<LoweredUplink> Best => Tiers[0];

    public Origin BalanceOrigin => new("balance", Policy.Balance.Location);

    public static LoweringPlan Of(PolicyDocument policy)
    {
        var weights = Weights.Of(policy.Uplinks);
        var uplinks = policy.Uplinks.Select(uplink => Lower(policy, uplink, weights[uplink.Name])).ToList();
        var byName = uplinks.ToDictionary(static uplink => uplink.Name);
        var tiers = Checking.Tiers.Of(policy.Uplinks)
            .Select(tier => (IReadOnlyList<LoweredUplink>)[.. tier.Select(uplink => byName[uplink.Name])])
            .ToList();
        var wanted = policy.Balance.Method?.Value ?? BalanceMethod.Pcc;
        return new LoweringPlan(policy, uplinks, tiers, tiers[0].Count > 1 ? wanted : BalanceMethod.None);
    }

    private static LoweredUplink Lower(PolicyDocument policy, PolicyUplink uplink, int weight)
    {
        var masquerade = policy.Masquerade?.Value ?? false;
        var value = new Uplink
        {
            Name = uplink.Name,
            Interface = uplink.Interface!.Value.Value,
            Gateway = uplink.Gateway?.Value ?? UplinkGateway.Auto.Instance,
            Weight = weight,
            Distance = uplink.EffectiveDistance,
            Metered = uplink.IsMetered,
            Nat = uplink.Nat?.Value ?? (masquerade ? UplinkNat.Masquerade.Instance : UplinkNat.None.Instance),
            Mss = uplink.Mss?.Value ?? UplinkMss.Auto.Instance,
            Failback = uplink.Failback?.Value ?? Failback.Auto.Instance,
            Health = uplink.Health.Over(policy.Health.Over(new HealthSettings())),
            Bandwidth = uplink.Bandwidth?.Value,
        };
        return new LoweredUplink(value, new Origin($"uplink {uplink.Name}", uplink.Location));
    }
}
