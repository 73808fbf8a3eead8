using System.Text;
using DualWan.Core.Config;

namespace DualWan.Policy.Tests;

/// <summary>A configuration as lines that a person can judge: RouterOS's words, one line to an entry.</summary>
internal static class ConfigText
{
    public static string Tables(RouterConfig config)
    {
        var text = new StringBuilder();
        foreach (var table in config.Tables)
        {
            text.Append(table.Value.Name).Append(' ').Append(Role(table.Value.Role)).Append(':');
            foreach (var route in config.Routes.Where(route => route.Value.RoutingTable == table.Value.Name))
                text.Append(' ').Append(RouteText(route.Value));
            text.Append('\n');
        }

        return text.ToString();
    }

    public static string Mangle(RouterConfig config) =>
        string.Concat(config.Mangle.Select(static rule => MangleText(rule.Value) + "\n"));

    public static string Nat(RouterConfig config) => string.Concat(config.Nat.Select(static rule =>
        $"{rule.Value.Chain}{MatchText(rule.Value.Match)} {NatText(rule.Value.Action)}\n"));

    public static string Filter(RouterConfig config) => string.Concat(config.Filter.Select(static rule =>
        $"{rule.Value.Chain}{MatchText(rule.Value.Match)} {rule.Value.Action.GetType().Name.ToLowerInvariant()}\n"));

    private static string Role(TableRole role) => role switch
    {
        TableRole.Unmarked => "unmarked",
        TableRole.Preferred preferred => $"preferred({preferred.Uplink})",
        TableRole.Strict strict => $"strict({strict.Uplink})",
        TableRole.Preference preference => $"preference({preference.Key}{(preference.OnlyNamed ? ", only" : "")})",
        TableRole.Refuse => "refuse",
        _ => "user",
    };

    /// <summary>distance:uplink*weight, with ! where nothing checks it.</summary>
    private static string RouteText(Route route)
    {
        var uplink = ((Gateway.Learned)route.Gateways[0]).Uplink;
        var check = route.Check switch
        {
            GatewayCheck.None => "!",
            GatewayCheck.Uplink same when same.Name == uplink => "",
            _ => "?",
        };
        return $"{route.Distance}:{uplink}{(route.Weight == 1 ? "" : $"*{route.Weight}")}{check}";
    }

    private static string MangleText(MangleRule rule)
    {
        var action = rule.Action switch
        {
            MangleAction.MarkRouting mark => mark.Table,
            _ => rule.Action.GetType().Name.ToLowerInvariant(),
        };
        var end = rule.Action is MangleAction.MarkRouting && rule.Passthrough != false ? " passthrough" : "";
        var failover = rule.OnFailover is { } word ? $" on-failover={word.ToString().ToLowerInvariant()}" : "";
        return $"{rule.Chain}{MatchText(rule.Match)} -> {action}{end}{failover}";
    }

    private static string NatText(NatAction action) =>
        action is NatAction.SrcNat source ? $"src-nat {source.To}" : action.GetType().Name.ToLowerInvariant();

    private static string MatchText(FirewallMatch match)
    {
        var text = new StringBuilder();
        Add(text, "src", match.SrcAddress);
        Add(text, "dst", match.DstAddress);
        Add(text, "src-list", match.SrcAddressList);
        Add(text, "dst-list", match.DstAddressList);
        Add(text, "dst-type", match.DstAddressType);
        Add(text, "proto", match.Protocol);
        AddPorts(text, "sport", match.SrcPort);
        AddPorts(text, "dport", match.DstPort);
        AddPorts(text, "port", match.Port);
        Add(text, "in", match.InInterface);
        Add(text, "in-list", match.InInterfaceList);
        Add(text, "out", match.OutInterface);
        Add(text, "dscp", match.Dscp);
        Add(text, "state", match.ConnectionState);
        Add(text, "pcc", match.PerConnectionClassifier);
        if (match.Nth is { } nth)
            text.Append($" nth={nth.Every},{nth.Packet}");
        if (match.DstNatted is { } natted)
            text.Append(natted ? " dst-natted" : " !dst-natted");
        return text.ToString();
    }

    private static void Add<T>(StringBuilder text, string key, Negatable<T>? value)
    {
        if (value is { } given)
            text.Append($" {key}={given.ToString().ToLowerInvariant().Replace(", ", "|", StringComparison.Ordinal)}");
    }

    private static void AddPorts(StringBuilder text, string key, Negatable<Core.EquatableArray<PortRange>>? ports)
    {
        if (ports is { } given)
            text.Append($" {key}={(given.Negated ? "!" : "")}{string.Join(',', given.Value)}");
    }
}
