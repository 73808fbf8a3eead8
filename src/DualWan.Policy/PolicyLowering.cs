using DualWan.Core.Config;
using DualWan.Policy.Lowering;
using DualWan.Policy.Model;

namespace DualWan.Policy;

/// <summary>From what the user wrote to the pivot: the policy as a RouterOS owner would have written it by
/// hand.</summary>
internal static class PolicyLowering
{
    /// <param name="policy">A policy without errors.</param>
    public static RouterConfig Lower(PolicyDocument policy)
    {
        var plan = LoweringPlan.Of(policy);
        var builder = new RouterConfigBuilder { Settings = SettingsLowering.Lower(plan) };
        UplinkLowering.Lower(plan, builder);
        RouteLowering.Lower(plan, builder);
        AddAddressLists(policy, builder);
        MangleLowering.Lower(plan, builder);
        NatLowering.Lower(plan, builder);
        FilterLowering.Lower(plan, builder);
        return builder.Build();
    }

    private static void AddAddressLists(PolicyDocument policy, RouterConfigBuilder builder)
    {
        foreach (var list in policy.AddressLists)
        {
            var description = $"address list {list.Name}";
            foreach (var range in list.Ranges)
                builder.Add(new AddressListEntry(list.Name, range.Value), new Origin(description, range.Location));
        }
    }
}
