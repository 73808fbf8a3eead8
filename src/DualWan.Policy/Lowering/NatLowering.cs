using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Policy.Lowering;

/// <summary>/ip firewall nat.</summary>
internal static class NatLowering
{
    public static void Lower(LoweringPlan plan, RouterConfigBuilder builder)
    {
        foreach (var uplink in plan.Uplinks)
        {
            NatAction? action = uplink.Value.Nat switch
            {
                UplinkNat.Masquerade => new NatAction.Masquerade(),
                UplinkNat.Source source => new NatAction.SrcNat(new IpRange(source.Address, source.Address)),
                _ => null,
            };
            if (action is null)
                continue;
            var match = new FirewallMatch { OutInterface = new(uplink.Value.Interface) };
            builder.Add(new NatRule { Chain = "srcnat", Match = match, Action = action }, uplink.Origin);
        }
    }
}
