using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Text;
using DualWan.Policy.Model;
using DualWan.Policy.Reading;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Checking;

/// <summary>Rules: what they refer to exists, what they match can occur, and every one can be reached.</summary>
internal sealed partial class PolicyChecker
{
    /// <summary>With more names than this a near miss is no help, and looking for it takes too long.</summary>
    private const int MaxCompared = 500;

    private void CheckRules()
    {
        var matches = new Dictionary<FirewallMatch, PolicyRule>();
        PolicyRule? catchAll = null;
        foreach (var rule in policy.Rules)
        {
            CheckTarget(rule);
            CheckLists(rule);
            CheckPorts(rule);
            CheckFamilies(rule);
            CheckInInterface(rule);
            if (catchAll is not null)
                diagnostics.Warning(rule.Location, $"{rule.Name} is never reached: {catchAll.Name} matches everything");
            else if (!rule.HasMatcherKeys)
                catchAll = rule;
            else if (rule.Match != FirewallMatch.Any && !matches.TryAdd(rule.Match, rule))
                diagnostics.Warning(
                    rule.Location, $"{rule.Name} is never reached: {matches[rule.Match].Name} matches the same");
        }
    }

    private void CheckTarget(PolicyRule rule)
    {
        switch (rule.Target?.Value)
        {
            case null when !rule.HasTargetKey:
                diagnostics.Error(
                    rule.Location, $"{rule.Name} has no uplink; expected 'uplink: NAME', a list of names, or none");
                break;
            case RuleTarget.None:
                if (rule.Failover is { } failover)
                    diagnostics.Warning(failover.Location, "failover: does not count with 'uplink: none'");
                if (rule.OnFailover is { } onFailover)
                    diagnostics.Warning(onFailover.Location, "on-failover: does not count with 'uplink: none'");
                break;
            case RuleTarget.Uplinks(var names):
                CheckNames(names);
                break;
        }
    }

    private void CheckNames(EquatableArray<Located<string>> names)
    {
        for (var i = 0; i < names.Count && _names.Count > 0; i++)
        {
            var (name, location) = names[i];
            if (name == "none")
                diagnostics.Error(location, "uplink: 'none' stands alone, not in a list");
            else if (!_names.Contains(name))
                Unknown(location, "uplink", name, policy.Uplinks.Select(static uplink => uplink.Name));
            else if (names.Take(i).Any(other => other.Value == name))
                diagnostics.Error(location, $"uplink: '{YamlScalar.Shown(name)}' is in the list twice");
        }
    }

    private void CheckLists(PolicyRule rule)
    {
        var known = policy.AddressLists.Select(static known => known.Name);
        foreach (var list in new[] { rule.SrcAddressList, rule.DstAddressList })
        {
            if (list is { } used && !_lists.Contains(used.Value.Value))
                Unknown(used.Location, "address list", used.Value.Value, known);
        }
    }

    private void Unknown(TextLocation location, string what, string name, IEnumerable<string> known)
    {
        var names = known.Take(MaxCompared).ToList();
        var near = NearestWord.Find(name, names);
        var hint = near is not null ? ValueReader.DidYouMean(YamlScalar.Shown(near))
            : names.Count > 0 ? $"known are {string.Join(", ", names.Take(10).Select(YamlScalar.Shown))}"
            : null;
        diagnostics.Error(location, $"there is no {what} '{YamlScalar.Shown(name)}'", hint);
    }

    private void CheckPorts(PolicyRule rule)
    {
        var all = new[] { ("src-port", rule.SrcPort), ("dst-port", rule.DstPort), ("port", rule.Port) };
        foreach (var (key, ports) in all)
        {
            if (ports is not { } given)
                continue;
            if (rule.Protocol is not { } protocol)
                diagnostics.Error(
                    given.Location, $"{key}: needs a protocol; expected 'protocol: tcp' or 'protocol: udp' beside it");
            else if (protocol.Value.Negated || !ProtocolText.HasPorts(protocol.Value.Value))
                diagnostics.Error(
                    given.Location,
                    $"{key}: the rule's protocol has no ports; expected tcp, udp, dccp, sctp or udp-lite");
        }
    }

    private void CheckFamilies(PolicyRule rule)
    {
        if (rule is { SrcAddress: { } source, DstAddress: { } destination }
            && source.Value.Value.Family != destination.Value.Value.Family)
        {
            diagnostics.Error(
                destination.Location,
                "dst-address: the rule's src-address is of the other IP family; nothing can match both");
            return;
        }

        foreach (var address in new[] { rule.SrcAddress, rule.DstAddress })
        {
            if (address is { } given && given.Value.Value.Family == IpFamily.IPv6)
                diagnostics.Warning(given.Location, $"IPv6 is not steered in this version; {rule.Name} has no effect");
        }
    }

    private void CheckInInterface(PolicyRule rule)
    {
        if (rule.InInterface is { Value.Negated: false } name && UplinkOn(name.Value.Value) is { } uplink)
            diagnostics.Error(
                name.Location,
                $"in-interface: '{name.Value.Value}' is uplink {uplink.ShownName}; a rule is for what comes from "
                    + "inside");
    }

    /// <summary>An order of preference needs a number as an uplink does, and there are 30.</summary>
    private void CheckNumbers()
    {
        var used = policy.Uplinks.Count;
        if (policy.Balance.Method?.Value == BalanceMethod.Ecmp)
            used++;
        var keys = new HashSet<(string, bool)>();
        foreach (var rule in policy.Rules)
        {
            if (rule.Target is { Value: RuleTarget.Uplinks { Names: { Count: > 1 } names } } target
                && keys.Add((string.Join('+', names.Select(static name => name.Value)), rule.MayFailOver))
                && ++used > MaxUplinks)
                diagnostics.Error(
                    target.Location,
                    $"uplink: {used} uplinks and different lists of uplinks; expected at most {MaxUplinks} together");
        }
    }
}
