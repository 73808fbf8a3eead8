using System.Globalization;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Compilation;

/// <summary>RouterOS's matchers as nft text, for filter and nat rules.</summary>
internal static class MatchText
{
    /// <summary>The text for each family the rule needs: one where it names no address, else one per family; a null
    /// where a matcher has no equivalent.</summary>
    /// <param name="only">Restricts the rule to one family.</param>
    public static IEnumerable<string?> Write(
        FirewallMatch match, Func<string, IEnumerable<string>> listMembers, IpFamily? only)
    {
        if (match.SrcAddressList is not null || match.DstAddressList is not null || match.SrcAddressType is not null
            || match.ConnectionMark is not null || match.RoutingMark is not null
                || match.PerConnectionClassifier is not null
            || match.Nth is not null || match.Random is not null)
            return [null];
        var family = only ?? match.SrcAddress?.Value.Family ?? match.DstAddress?.Value.Family;
        var parts = new List<string>();
        if (family is not null)
            parts.Add(family == IpFamily.IPv4 ? "meta nfproto ipv4" : "meta nfproto ipv6");
        AddInterfaces(match, listMembers, parts);
        AddAddresses(match, parts);
        AddProtocol(match, parts);
        AddConnection(match, parts);
        return [string.Join(' ', parts)];
    }

    private static void AddInterfaces(
        FirewallMatch match, Func<string, IEnumerable<string>> listMembers, List<string> parts)
    {
        if (match.InInterface is { } inInterface)
            parts.Add($"iifname {Not(inInterface.Negated)}{NftNames.Quote(inInterface.Value)}");
        if (match.OutInterface is { } outInterface)
            parts.Add($"oifname {Not(outInterface.Negated)}{NftNames.Quote(outInterface.Value)}");
        if (match.InInterfaceList is { } inList)
            parts.Add($"iifname {Not(inList.Negated)}{List(inList.Value, listMembers)}");
        if (match.OutInterfaceList is { } outList)
            parts.Add($"oifname {Not(outList.Negated)}{List(outList.Value, listMembers)}");
    }

    private static void AddAddresses(FirewallMatch match, List<string> parts)
    {
        if (match.SrcAddress is { } source)
            parts.Add($"{Word(source.Value.Family)} saddr {Not(source.Negated)}{source.Value}");
        if (match.DstAddress is { } destination)
            parts.Add($"{Word(destination.Value.Family)} daddr {Not(destination.Negated)}{destination.Value}");
        if (match.DstAddressType is { } type)
            parts.Add($"fib daddr type {Not(type.Negated)}{{ {string.Join(", ", Types(type.Value))} }}");
    }

    private static void AddProtocol(FirewallMatch match, List<string> parts)
    {
        if (match.Protocol is { } protocol)
            parts.Add($"meta l4proto {Not(protocol.Negated)}{protocol.Value.ToString(CultureInfo.InvariantCulture)}");
        if (match.SrcPort is { } source)
            parts.Add($"th sport {Not(source.Negated)}{{ {string.Join(", ", source.Value)} }}");
        if (match.DstPort is { } destination)
            parts.Add($"th dport {Not(destination.Negated)}{{ {string.Join(", ", destination.Value)} }}");
        if (match.Dscp is { } dscp)
            parts.Add($"ip dscp {Not(dscp.Negated)}{dscp.Value.ToString(CultureInfo.InvariantCulture)}");
    }

    private static void AddConnection(FirewallMatch match, List<string> parts)
    {
        if (match.ConnectionState is { } state)
            parts.Add($"ct state {Not(state.Negated)}{{ {string.Join(", ", States(state.Value))} }}");
        if (match.DstNatted is { } destination)
            parts.Add($"ct status and dnat {(destination ? "!=" : "==")} 0");
        if (match.SrcNatted is { } source)
            parts.Add($"ct status and snat {(source ? "!=" : "==")} 0");
    }

    private static string List(string list, Func<string, IEnumerable<string>> listMembers) => list switch
    {
        InterfaceListMember.Wan => "@" + NftNames.Uplinks,
        InterfaceListMember.Lan => "@" + NftNames.Lans,
        _ => "{ " + string.Join(", ", listMembers(list).Select(NftNames.Quote)) + " }",
    };

    private static IEnumerable<string> Types(AddressTypes types) =>
        Enum.GetValues<AddressTypes>()
            .Where(type => type != AddressTypes.None && types.HasFlag(type))
            .Select(static type => type.ToString().ToLowerInvariant());

    private static IEnumerable<string> States(ConnectionStates states) =>
        Enum.GetValues<ConnectionStates>()
            .Where(state => state != ConnectionStates.None && states.HasFlag(state))
            .Select(static state => state.ToString().ToLowerInvariant());

    private static string Not(bool negated) => negated ? "!= " : "";

    private static string Word(IpFamily family) => family == IpFamily.IPv4 ? "ip" : "ip6";
}
