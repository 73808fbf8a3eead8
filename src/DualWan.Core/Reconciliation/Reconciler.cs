using System.Collections.Immutable;

namespace DualWan.Core.Reconciliation;

/// <summary>
/// Compares what is wanted with what is there and says what to do, in the orders of kernel.md section 4. Pure. Applied
/// to the kernel it was made for, a plan leaves nothing to plan.
/// </summary>
internal static class Reconciler
{
    /// <summary>
    /// One order serves first start, live change, failover and repair, because each step is complete in itself:
    /// sysctls; the nft table where there is none (a mark without rules is harmless, an un-NATed packet is not); groups
    /// that need nothing new (that is a failover); nexthops, groups, routes with their tails first; rules, main and the
    /// catch-all first and the pinned ones last; nft changes in one transaction; then what is no longer wanted, rules
    /// first; forwarding last.
    /// </summary>
    public static ReconcilePlan Plan(DesiredState desired, KernelSnapshot actual, ReconcileContext? context = null)
    {
        var nextHops = NextHopChanges.Between(desired, actual);
        var routes = RouteChanges.Between(desired.Routes, nextHops.RoutesLeft, nextHops.DoomedGroups);
        var rules = RuleChanges.Between(desired.Rules, actual);
        var nft = NftChanges.Between(desired.Nft, actual.Nft, context ?? ReconcileContext.None);

        var plan = ImmutableArray.CreateBuilder<KernelOperation>();
        plan.AddRange(SysctlChanges.Between(desired.Sysctls, actual));
        plan.AddRange(nft.Creation);
        plan.AddRange(nextHops.UrgentGroups);
        plan.AddRange(nextHops.Conflicts);
        plan.AddRange(nextHops.NextHops);
        plan.AddRange(nextHops.Groups);
        plan.AddRange(routes.Additions);
        plan.AddRange(rules.Additions);
        plan.AddRange(nft.Changes);
        plan.AddRange(rules.Removals);
        plan.AddRange(nft.Removal);
        plan.AddRange(routes.Removals);
        plan.AddRange(nextHops.Removals);
        plan.AddRange(SysctlChanges.Between(desired.Forwarding, actual));
        return plan.Count == 0 ? ReconcilePlan.Nothing : new ReconcilePlan(new(plan.ToImmutable()));
    }

    /// <summary>
    /// Removes all that is ours. Forwarding that was off before us goes off first: from the moment the masquerade is
    /// gone, main's default would carry packets out with their private source.
    /// </summary>
    /// <param name="original">The sysctls from before our first write, in the order in which they are to be written
    /// back (<see cref="SysctlChanges.RestoreOrder"/>). Pins stay in the connection marks: without rules they mean
    /// nothing.</param>
    public static ReconcilePlan Cleanup(KernelSnapshot actual, EquatableArray<SysctlSetting> original)
    {
        var removal = Plan(DesiredState.Empty, actual);
        var plan = ImmutableArray.CreateBuilder<KernelOperation>();
        foreach (var setting in original)
        {
            if (SysctlChanges.IsForwarding(setting.Key) && setting.Value == "0")
                plan.Add(new KernelOperation.SetSysctl(setting.Key, setting.Value));
        }

        plan.AddRange(removal.Operations);
        foreach (var setting in SysctlChanges.RestoreOrder(original))
            plan.Add(new KernelOperation.SetSysctl(setting.Key, setting.Value));
        return plan.Count == 0 ? ReconcilePlan.Nothing : new ReconcilePlan(new(plan.ToImmutable()));
    }
}
