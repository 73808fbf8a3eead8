using DualWan.Core.Config;

namespace DualWan.Policy.Lowering;

/// <summary>/dualwan settings.</summary>
internal static class SettingsLowering
{
    public static DualWanSettings Lower(LoweringPlan plan)
    {
        var policy = plan.Policy;
        var defaults = new DualWanSettings();
        return defaults with
        {
            OnFailover = policy.OnFailover?.Value ?? defaults.OnFailover,
            OnFailback = policy.OnFailback?.Value ?? defaults.OnFailback,
            DrainAfter = policy.DrainAfter?.Value ?? defaults.DrainAfter,
            Router = policy.Router?.Value ?? defaults.Router,
            IPv6 = policy.IPv6?.Value ?? defaults.IPv6,
            Firewall = Firewall(plan),
            Balance = plan.Method,
            HashPorts = plan.Method == BalanceMethod.Ecmp && HasPorts(policy.Balance.EffectiveClassifier),
        };
    }

    /// <summary>A box with a LAN is an edge router unless its owner says otherwise.</summary>
    public static FirewallProfile Firewall(LoweringPlan plan) =>
        plan.Policy.Firewall?.Value ?? (plan.Policy.Lan.IsEmpty ? FirewallProfile.None : FirewallProfile.Router);

    private static bool HasPorts(PccFields fields) => (fields & PccFields.BothPorts) != 0;
}
