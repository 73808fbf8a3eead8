using DualWan.Core.Net;
using static DualWan.Core.Reconciliation.KernelOperation;

namespace DualWan.Core.Reconciliation;

/// <summary>Renders an operation as what an admin would type: ip, nft, conntrack, sysctl.</summary>
internal static class OperationText
{
    private const int ShownElements = 8;
    private const string Protocol = "proto 215";
    private const string Table = "inet dualwan";

    /// <summary>One line, or the several lines of an nft buffer.</summary>
    public static string Of(KernelOperation operation) => operation switch
    {
        PutNextHop put => NextHop(put),
        PutGroup put => $"ip nexthop {Verb(put.Replace)} id {put.Group.Id} group {Members(put.Group)} {Protocol}",
        DeleteNextHop delete => $"ip nexthop del id {delete.Id}",
        PutRoute put => $"ip{Family(put.Route.Destination.Family)} route {Verb(put.Replace)} {Route(put.Route)}",
        DeleteRoute delete => $"ip{Family(delete.Route.Destination.Family)} route del {Route(delete.Route)}",
        AddRule add => $"ip{Family(add.Rule.Family)} rule add {Rule(add.Rule)}",
        DeleteRule delete => $"ip{Family(delete.Rule.Family)} rule del {Rule(delete.Rule)}",
        NftTransaction transaction => $"nft -f - <<'EOF'\n{transaction.Text}EOF",
        AddElements add => $"nft add element {Table} {add.Set} {Elements(add.Names, add.Ranges)}",
        DeleteElements delete => $"nft delete element {Table} {delete.Set} {Elements(delete.Names, delete.Ranges)}",
        SetSysctl set => $"sysctl -w {set.Key}={Quoted(set.Value)}",
        FlushPins flush => $"conntrack -D -m 0x{flush.Mark:x8}/0x{flush.Mask:x8}",
        ArmResets arm => $"nft add element {Table} armed {{ {NftText.Quote(arm.Interface)} timeout {Seconds(arm)}s }}",
        DisarmResets disarm => $"nft delete element {Table} armed {{ {NftText.Quote(disarm.Interface)} }}",
        DeleteNftTable => $"nft delete table {Table}",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "an operation without a text"),
    };

    /// <summary>For a log: one line, of an nft buffer how much it is instead of what it says.</summary>
    public static string Brief(KernelOperation operation) => operation is NftTransaction transaction
        ? $"nft -f - ({transaction.Text.Count(c => c == '\n')} commands)" : Of(operation);

    /// <summary>The whole plan, one operation after the other.</summary>
    public static string Of(ReconcilePlan plan) =>
        string.Concat(plan.Operations.Select(operation => Of(operation) + "\n"));

    private static string NextHop(PutNextHop put)
    {
        var nextHop = put.NextHop;
        var via = nextHop.Gateway is { } gateway ? $" via {gateway}" : "";
        var onLink = nextHop.OnLink ? " onlink" : "";
        var verb = $"ip{Family(nextHop.Family)} nexthop {Verb(put.Replace)}";
        return $"{verb} id {nextHop.Id}{via} dev {nextHop.Interface}{onLink} {Protocol}";
    }

    private static string Members(KernelNextHopGroup group) => string.Join('/', group.Members.Select(Member));

    private static string Member(KernelGroupMember member) =>
        member.Weight == 1 ? $"{member.Id}" : $"{member.Id},{member.Weight}";

    private static string Route(KernelRoute route)
    {
        var type = route.Type == KernelRouteType.Unicast ? "" : Word(route.Type) + " ";
        var destination = route.Destination.IsDefault ? "default" : route.Destination.ToString();
        var nextHop = route.NextHopId is { } id ? $" nhid {id}" : "";
        var device = route.Interface is { } name ? $" dev {name}" : "";
        var source = route.PrefSrc is { } address ? $" src {address}" : "";
        var metric = route.Metric == 0 ? "" : $" metric {route.Metric}";
        return $"{type}{destination}{nextHop}{device}{source} table {TableName(route.Table)}{metric} {Protocol}";
    }

    private static string Rule(KernelRule rule)
    {
        var from = rule.From is { } source ? $" from {source}" : "";
        var to = rule.To is { } destination ? $" to {destination}" : "";
        var mark = rule.Mark is { } value ? $" fwmark 0x{value:x}/0x{rule.Mask ?? uint.MaxValue:x}" : "";
        var input = rule.InInterface is { } iif ? $" iif {iif}" : "";
        var output = rule.OutInterface is { } oif ? $" oif {oif}" : "";
        var action = rule.Action == KernelRuleAction.Lookup
            ? $" lookup {TableName(rule.Table)}" : $" {Word(rule.Action)}";
        var suppress = rule.SuppressPrefixLength is { } length ? $" suppress_prefixlength {length}" : "";
        return $"pref {rule.Priority}{from}{to}{mark}{input}{output}{action}{suppress} protocol 215";
    }

    private static string Elements(EquatableArray<string> names, EquatableArray<IpRange> ranges)
    {
        var count = names.Count + ranges.Count;
        var shown = names.Select(NftText.Quote).Concat(ranges.Select(range => range.ToString())).Take(ShownElements);
        var rest = count > ShownElements ? $", ... {count - ShownElements} more" : "";
        return $"{{ {string.Join(", ", shown)}{rest} }}";
    }

    private static string TableName(uint table) => table == KernelNumbers.MainTable ? "main" : $"{table}";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Verb(bool replace) => replace ? "replace" : "add";

    private static string Family(IpFamily family) => family == IpFamily.IPv6 ? " -6" : "";

    private static long Seconds(ArmResets arm) => (long)arm.Timeout.TotalSeconds;

    private static string Quoted(string value) =>
        value.Contains(' ', StringComparison.Ordinal) ? NftText.Quote(value) : value;
}
