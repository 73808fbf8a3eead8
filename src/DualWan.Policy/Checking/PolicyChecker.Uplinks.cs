using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Text;
using DualWan.Policy.Model;

namespace DualWan.Policy.Checking;

/// <summary>Uplinks: each with an interface of its own, monitors that its kind of line can have, health that can be
/// met.</summary>
internal sealed partial class PolicyChecker
{
    private void CheckUplinks()
    {
        if (policy.Uplinks.Count > MaxUplinks)
        {
            var first = policy.Uplinks[MaxUplinks].Location;
            diagnostics.Error(first, $"uplinks: expected at most {MaxUplinks}, found {policy.Uplinks.Count}");
        }

        foreach (var uplink in policy.Uplinks)
        {
            if (uplink.Interface is { } name)
                CheckInterface(uplink, name);
            else if (!uplink.HasInterfaceKey)
                diagnostics.Error(
                    uplink.Location, $"uplink {uplink.ShownName} has no interface; expected 'interface: NAME'");
            CheckGateway(uplink);
        }
    }

    private void CheckInterface(PolicyUplink uplink, Located<string> name)
    {
        if (name.Value == "lo")
        {
            diagnostics.Error(name.Location, "interface: 'lo' is the loopback; expected the interface of a line");
        }
        else if (!_byInterface.TryAdd(name.Value, uplink))
        {
            var first = _byInterface[name.Value].Interface!.Value.Location;
            diagnostics.Error(name.Location, $"interface: '{name.Value}' is used twice; the first is at {first}");
        }
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
                    $"'{monitor.Value}' asks a neighbour, and uplink {uplink.ShownName} has 'gateway: none'; "
                        + "expected an address");
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
                    $"up-when: {upWhen.Value} monitors must answer, and uplink {uplink.ShownName} has {count}");
        }
    }

    private void CheckIntervals()
    {
        var told = new HashSet<TextLocation>();
        foreach (var uplink in policy.Uplinks)
        {
            var health = uplink.Health.Over(policy.Health.Over(new HealthSettings()));
            var confirm = uplink.Health.ConfirmInterval ?? policy.Health.ConfirmInterval;
            if (confirm is { } slow && slow.Value > health.Interval && told.Add(slow.Location))
                diagnostics.Warning(
                    slow.Location,
                    $"confirm-interval: longer than the interval of uplink {uplink.ShownName}, which counts instead");
            var standby = uplink.Health.StandbyInterval ?? policy.Health.StandbyInterval;
            if (standby is { } fast && fast.Value < health.Interval && told.Add(fast.Location))
                diagnostics.Warning(
                    fast.Location, $"standby-interval: shorter than the interval of uplink {uplink.ShownName}");
        }
    }

    /// <summary>Within one distance either everybody has a weight or everybody a bandwidth: a mixture has no
    /// ratio.</summary>
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
                    $"bandwidth: other uplinks of distance {tier.Key} have none or a weight, so uplink "
                        + $"{uplink.ShownName} counts as weight 1");
            }
        }
    }

    private void CheckBalance()
    {
        var balance = policy.Balance;
        if (balance.Method is { Value: not BalanceMethod.None } method
            && Tiers.Of(policy.Uplinks) is [{ Count: 1 } best, ..])
            diagnostics.Warning(
                method.Location,
                $"method: uplink {best[0].ShownName} stands alone at the lowest distance, so nothing is balanced");
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
