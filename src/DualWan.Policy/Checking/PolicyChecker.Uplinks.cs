using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Text;
using DualWan.Policy.Model;

namespace DualWan.Policy.Checking;

/// <summary>Uplinks: each with an interface of its own, monitors that its kind of line can have, health that can be met.</summary>
internal sealed partial class PolicyChecker
{
    private void CheckUplinks()
    {
        var interfaces = new Dictionary<string, Located<string>>();
        foreach (var uplink in policy.Uplinks)
        {
            if (uplink.Interface is { } name)
                CheckInterface(name, interfaces);
            else if (!uplink.HasInterfaceKey)
                diagnostics.Error(uplink.Location, $"uplink {uplink.Name} has no interface; expected 'interface: NAME'");
            CheckGateway(uplink);
        }
    }

    private void CheckInterface(Located<string> name, Dictionary<string, Located<string>> known)
    {
        if (name.Value == "lo")
            diagnostics.Error(name.Location, "interface: 'lo' is the loopback; expected the interface of a line");
        else if (!known.TryAdd(name.Value, name))
            diagnostics.Error(
                name.Location,
                $"interface: '{name.Value}' is used twice; the first is at {known[name.Value].Location}");
    }

    private void CheckGateway(PolicyUplink uplink)
    {
        if (uplink.Gateway?.Value is not UplinkGateway.None)
            return;
        foreach (var monitor in uplink.Monitors)
        {
            if (monitor.Value is MonitorTarget.Gateway or MonitorTarget.Arp)
                diagnostics.Error(
                    monitor.Location,
                    $"'{monitor.Value}' asks a neighbour, and uplink {uplink.Name} has 'gateway: none'; expected an address");
        }
    }

    private void CheckHealth()
    {
        foreach (var uplink in policy.Uplinks.Where(static uplink => !uplink.HasRefusedMonitors))
        {
            var wanted = uplink.Health.UpWhen ?? policy.Health.UpWhen;
            var count = PolicyDefaults.MonitorsOf(uplink).Count;
            if (wanted is { } upWhen && upWhen.Value.Count > count)
                diagnostics.Error(
                    upWhen.Location,
                    $"up-when: {upWhen.Value} monitors must answer, and uplink {uplink.Name} has {count}");
        }
    }

    /// <summary>Within one distance either everybody has a weight or everybody a bandwidth: a mixture has no ratio.</summary>
    private void CheckWeights()
    {
        foreach (var tier in policy.Uplinks.GroupBy(static uplink => uplink.EffectiveDistance))
        {
            var open = tier.Where(static uplink => uplink.Weight is null).ToList();
            if (open.Count == tier.Count() && open.TrueForAll(static uplink => uplink.Bandwidth is not null))
                continue;
            foreach (var uplink in open.Where(static uplink => uplink.Bandwidth is not null))
            {
                diagnostics.Warning(
                    uplink.Bandwidth!.Value.Location,
                    $"bandwidth: other uplinks of distance {tier.Key} have none or a weight, so uplink {uplink.Name} counts as weight 1");
            }
        }
    }

    private void CheckBalance()
    {
        var balance = policy.Balance;
        if (balance.Method is { Value: not BalanceMethod.None } method
            && Tiers.Of(policy.Uplinks) is [{ Count: 1 } best, ..])
            diagnostics.Warning(
                method.Location, $"method: uplink {best[0].Name} stands alone at the lowest distance, so nothing is balanced");
        WarnUnused(balance.Classifier, "per-connection-classifier", BalanceMethod.Pcc, BalanceMethod.Ecmp);
        WarnUnused(balance.Other, "other", BalanceMethod.Pcc);
    }

    private void WarnUnused(Located<PccFields>? classifier, string key, params BalanceMethod[] methods)
    {
        if (classifier is { } given && policy.Balance.Method is { } method && !methods.Contains(method.Value))
            diagnostics.Warning(
                given.Location, $"{key}: does not count with 'method: {method.Value.ToString().ToLowerInvariant()}'");
    }
}
