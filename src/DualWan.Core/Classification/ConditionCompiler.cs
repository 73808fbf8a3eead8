using DualWan.Core.Config;

namespace DualWan.Core.Classification;

/// <summary>Turns a match into conditions, in RouterOS's order of evaluation (PF-13).</summary>
internal sealed class ConditionCompiler(RouterConfig config)
{
    private readonly ILookup<string, string> _lists = config.InterfaceListMembers
        .Where(static entry => !entry.Disabled)
        .ToLookup(static entry => entry.Value.List, static entry => entry.Value.Interface);

    /// <summary>Null, and the fault in words, where the rule can't be carried out or can never match.</summary>
    public EquatableArray<ClassifierCondition>? Compile(FirewallMatch match, out string? fault)
    {
        fault = Unsupported(match) ?? Impossible(match);
        if (fault is not null)
            return null;
        var conditions = new List<ClassifierCondition>();
        AddInterfaces(match, conditions);
        AddAddresses(match, conditions);
        AddTransport(match, conditions);
        AddCounting(match, conditions);
        return conditions.ToEquatableArray();
    }

    private static string? Unsupported(FirewallMatch match)
    {
        if (match.OutInterface is not null || match.OutInterfaceList is not null)
            return "out-interface is not known before the route is chosen";
        if (match.ConnectionMark is not null)
            return "matcher connection-mark is not supported yet";
        if (match.RoutingMark is not null)
            return "matcher routing-mark is not supported yet";
        return match.SrcNatted is not null || match.DstNatted is not null
            ? "matcher connection-nat-state is not supported yet"
            : null;
    }

    private static string? Impossible(FirewallMatch match)
    {
        if (match.SrcAddress is { } source && match.DstAddress is { } destination
            && source.Value.Family != destination.Value.Family)
            return "it can never match: src-address and dst-address are of different families";
        // T-61, PC-03.
        if (match.PerConnectionClassifier is { Negated: false } pcc && pcc.Value.Remainder >= pcc.Value.Denominator)
            return $"it can never match: per-connection-classifier {pcc.Value} has no such remainder";
        if (match.Nth is { } nth && (nth.Every == 0 || nth.Packet > nth.Every))
            return $"it can never match: nth={nth.Every},{nth.Packet}";
        var ports = match.SrcPort is not null || match.DstPort is not null || match.Port is not null;
        return ports && match.Protocol is { Negated: false } protocol && !PortProtocols.Contains(protocol.Value)
            ? $"it can never match: protocol {protocol.Value} has no ports"
            : null;
    }

    private void AddInterfaces(FirewallMatch match, List<ClassifierCondition> conditions)
    {
        if (match.InInterface is { } name)
            conditions.Add(new ClassifierCondition.InInterface([name.Value], name.Negated));
        if (match.InInterfaceList is not { } list || list is { Value: "all", Negated: false })
            return;
        // RouterOS's own lists: all holds every interface, none holds none.
        conditions.Add(list.Value == "all"
            ? new ClassifierCondition.InInterface([], Negated: false)
            : new ClassifierCondition.InInterface(NamesOf(list.Value), list.Negated));
    }

    private EquatableArray<string> NamesOf(string list) =>
        _lists[list].Distinct().Order(StringComparer.Ordinal).ToEquatableArray();

    private static void AddAddresses(FirewallMatch match, List<ClassifierCondition> conditions)
    {
        if (match.SrcAddress is { } source)
            conditions.Add(new ClassifierCondition.Address(PacketSide.Source, source.Value, source.Negated));
        if (match.DstAddress is { } to)
            conditions.Add(new ClassifierCondition.Address(PacketSide.Destination, to.Value, to.Negated));
        if (match.SrcAddressType is { } type)
            conditions.Add(new ClassifierCondition.AddressType(PacketSide.Source, type.Value, type.Negated));
        if (match.DstAddressType is { } toType)
            conditions.Add(new ClassifierCondition.AddressType(PacketSide.Destination, toType.Value, toType.Negated));
        if (match.SrcAddressList is { } list)
            conditions.Add(new ClassifierCondition.AddressList(PacketSide.Source, list.Value, list.Negated));
        if (match.DstAddressList is { } toList)
            conditions.Add(new ClassifierCondition.AddressList(PacketSide.Destination, toList.Value, toList.Negated));
    }

    private static void AddTransport(FirewallMatch match, List<ClassifierCondition> conditions)
    {
        if (match.Dscp is { } dscp)
            conditions.Add(new ClassifierCondition.Dscp(dscp.Value, dscp.Negated));
        if (match.Protocol is { } protocol)
            conditions.Add(new ClassifierCondition.Protocol(protocol.Value, protocol.Negated));
        if (match.DstPort is { } to)
            conditions.Add(new ClassifierCondition.Ports(PacketSide.Destination, to.Value, to.Negated));
        if (match.SrcPort is { } from)
            conditions.Add(new ClassifierCondition.Ports(PacketSide.Source, from.Value, from.Negated));
        if (match.Port is { } either)
            conditions.Add(new ClassifierCondition.Ports(PacketSide.Either, either.Value, either.Negated));
        if (match.ConnectionState is { } state)
            conditions.Add(new ClassifierCondition.State(state.Value, state.Negated));
    }

    private static void AddCounting(FirewallMatch match, List<ClassifierCondition> conditions)
    {
        if (match.Random is { } percent)
            conditions.Add(new ClassifierCondition.Random(percent));
        // A packet number of 0 is the last of the round: the counter wraps at every (NT-02).
        if (match.Nth is { } nth)
            conditions.Add(new ClassifierCondition.Nth(nth.Every, nth.Packet == 0 ? nth.Every : nth.Packet));
        if (match.PerConnectionClassifier is not { } pcc)
            return;
        // A remainder that can't be, negated, is every packet.
        if (pcc.Value.Remainder < pcc.Value.Denominator)
        {
            conditions.Add(new ClassifierCondition.Pcc(
                pcc.Value.Fields, pcc.Value.Denominator, pcc.Value.Remainder, pcc.Negated));
        }
    }
}
