using System.Globalization;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>
/// Conditions in nftables' words. One condition becomes alternatives of which at most one holds for a packet, so a rule
/// of several lines acts at most once; none at all says that it never holds.
/// </summary>
internal sealed class ConditionText(uint seed, HashSet<ClassifierSet> sets, HashSet<string> problems)
{
    public const string PortGuard = "meta l4proto { 6, 17, 33, 132, 136 }";

    private const string NoPortGuard = "meta l4proto != { 6, 17, 33, 132, 136 }";

    private static readonly (AddressTypes Type, string Word)[] TypeWords =
    [
        (AddressTypes.Unicast, "unicast"), (AddressTypes.Local, "local"), (AddressTypes.Broadcast, "broadcast"),
        (AddressTypes.Multicast, "multicast"), (AddressTypes.Blackhole, "blackhole"),
    ];

    private static readonly (ConnectionStates State, string Word)[] StateWords =
    [
        (ConnectionStates.Invalid, "invalid"), (ConnectionStates.Established, "established"),
        (ConnectionStates.Related, "related"), (ConnectionStates.New, "new"), (ConnectionStates.Untracked, "untracked"),
    ];

    /// <summary>The alternatives of all conditions together; a guard for ports stands before the first that names
    /// some.</summary>
    public List<TextFragment> All(IEnumerable<ClassifierCondition> conditions, byte? protocol, bool guarded)
    {
        List<TextFragment> result = [TextFragment.Always];
        foreach (var condition in conditions)
        {
            if (condition is ClassifierCondition.Ports && !guarded && protocol is null)
            {
                result = TextFragment.Product(result, [new TextFragment(PortGuard)]);
                guarded = true;
            }

            result = TextFragment.Product(result, Of(condition, protocol));
            // A condition behind one that never holds would name sets that no line uses.
            if (result.Count == 0)
                break;
        }

        return result;
    }

    /// <summary>The protocol that the conditions fix, or null.</summary>
    public static byte? ProtocolOf(IEnumerable<ClassifierCondition> conditions) => conditions
        .OfType<ClassifierCondition.Protocol>()
        .Where(static condition => !condition.Negated)
        .Select(static condition => (byte?)condition.Number)
        .FirstOrDefault();

    /// <summary>The hash expressions for each kind of packet; a null expression is the constant bucket 0
    /// (PC-11).</summary>
    /// <param name="fields">What to hash.</param>
    /// <param name="protocol">The protocol where it is known.</param>
    /// <param name="exclusive">Whether the alternatives must shut each other out; not where the first always ends the
    /// chain.</param>
    public static IEnumerable<(TextFragment Guard, string? Expression)> HashAlternatives(
        PccFields fields, byte? protocol, bool exclusive)
    {
        var ports = (fields & PccFields.BothPorts) != PccFields.None;
        var addresses = (fields & PccFields.BothAddresses) != PccFields.None;
        var withPorts = ports && (protocol is null || PortProtocols.Contains(protocol.Value));
        var withoutPorts = !ports || protocol is null || !PortProtocols.Contains(protocol.Value);
        if (withPorts)
        {
            foreach (var guard in Families(addresses, protocol is null ? PortGuard : ""))
                yield return (guard, HashKey(fields, guard.Family));
        }

        if (!withoutPorts)
            yield break;
        var rest = fields & PccFields.BothAddresses;
        foreach (var guard in Families(addresses, ports && protocol is null && exclusive ? NoPortGuard : ""))
            yield return (guard, rest == PccFields.None ? null : HashKey(rest, guard.Family));
    }

    public string Hash(string key, uint denominator) =>
        string.Create(CultureInfo.InvariantCulture, $"jhash {key} mod {denominator} seed 0x{seed:x8}");

    /// <summary>An address field's name: <c>ip saddr</c>.</summary>
    public static string AddressField(IpFamily family, PacketSide side) =>
        (family == IpFamily.IPv4 ? "ip " : "ip6 ") + (side == PacketSide.Source ? "saddr" : "daddr");

    private static IEnumerable<TextFragment> Families(bool addresses, string guard) => addresses
        ? [new TextFragment(guard, IpFamily.IPv4), new TextFragment(guard, IpFamily.IPv6)]
        : [new TextFragment(guard)];

    private static string HashKey(PccFields fields, IpFamily? family)
    {
        var parts = new List<string>();
        if (fields.HasFlag(PccFields.SrcAddress))
            parts.Add(AddressField(family!.Value, PacketSide.Source));
        if (fields.HasFlag(PccFields.DstAddress))
            parts.Add(AddressField(family!.Value, PacketSide.Destination));
        if (fields.HasFlag(PccFields.SrcPort))
            parts.Add("th sport");
        if (fields.HasFlag(PccFields.DstPort))
            parts.Add("th dport");
        return string.Join(" . ", parts);
    }

    private List<TextFragment> Of(ClassifierCondition condition, byte? protocol) => condition switch
    {
        ClassifierCondition.Address c => OfAddress(c),
        ClassifierCondition.AddressList c => [OfList(c, IpFamily.IPv4), OfList(c, IpFamily.IPv6)],
        ClassifierCondition.AddressType c => OneOf(
            c.Side == PacketSide.Source ? "fib saddr type" : "fib daddr type",
            [.. TypeWords.Where(word => c.Types.HasFlag(word.Type)).Select(static word => word.Word)], c.Negated),
        ClassifierCondition.InInterface c => OfInterface(c),
        ClassifierCondition.Protocol c => OneOf("meta l4proto", [Number(c.Number)], c.Negated),
        ClassifierCondition.Ports c => OfPorts(c, protocol),
        ClassifierCondition.Dscp c =>
        [
            new($"ip dscp {Not(c.Negated)}{Number(c.Value)}", IpFamily.IPv4),
            new($"ip6 dscp {Not(c.Negated)}{Number(c.Value)}", IpFamily.IPv6),
        ],
        ClassifierCondition.State c => OneOf(
            "ct state", [.. StateWords.Where(word => c.States.HasFlag(word.State)).Select(static word => word.Word)],
            c.Negated),
        ClassifierCondition.Random c => [new($"numgen random mod 100 < {Number(c.Percent)}")],
        ClassifierCondition.Nth { Every: 1 } => [TextFragment.Always],
        ClassifierCondition.Nth c => [new($"{Counter(c.Every)} {Number(c.Packet - 1)}")],
        ClassifierCondition.Pcc c => OfPcc(c, protocol),
        _ => throw new InvalidOperationException($"unknown condition {condition}"),
    };

    public static string Counter(uint every) => string.Create(CultureInfo.InvariantCulture, $"numgen inc mod {every}");

    private static string Not(bool negated) => negated ? "!= " : "";

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);

    private static List<TextFragment> OneOf(string field, IReadOnlyList<string> values, bool negated) =>
        values.Count switch
        {
            0 => negated ? [TextFragment.Always] : [],
            1 => [new($"{field} {Not(negated)}{values[0]}")],
            _ => [new($"{field} {Not(negated)}{{ {string.Join(", ", values)} }}")],
        };

    private static List<TextFragment> OfAddress(ClassifierCondition.Address condition)
    {
        var range = condition.Range;
        if (range.AsPrefix() is { IsDefault: true })
        {
            var word = range.Family == IpFamily.IPv4 ? "meta nfproto ipv4" : "meta nfproto ipv6";
            return condition.Negated ? [] : [new(word, range.Family)];
        }

        var field = AddressField(range.Family, condition.Side);
        var text = condition.Negated && range.First == range.Last ? $"{range}-{range}" : range.ToString();
        return [new($"{field} {Not(condition.Negated)}{text}", range.Family)];
    }

    private TextFragment OfList(ClassifierCondition.AddressList condition, IpFamily family)
    {
        var set = new ClassifierSet(NftNames.Set(condition.List, family), family, condition.List);
        sets.Add(set);
        return new($"{AddressField(family, condition.Side)} {Not(condition.Negated)}@{set.Name}", family);
    }

    private List<TextFragment> OfInterface(ClassifierCondition.InInterface condition)
    {
        var names = new List<string>();
        foreach (var name in condition.Names.Distinct())
        {
            if (NftNames.Interface(name) is { } quoted)
                names.Add(quoted);
            else
                problems.Add($"no interface can be named '{name}'");
        }

        return OneOf("iifname", names, condition.Negated);
    }

    private static List<TextFragment> OfPorts(ClassifierCondition.Ports condition, byte? protocol)
    {
        if (protocol is { } known && !PortProtocols.Contains(known))
            return [];
        var ranges = PortText(condition.Ranges);
        if (ranges.Count == 0)
            return condition.Negated ? [TextFragment.Always] : [];
        if (ranges is ["0-65535"])
            return condition.Negated ? [] : [TextFragment.Always];
        var values = ranges.Count == 1 ? ranges[0] : $"{{ {string.Join(", ", ranges)} }}";
        var unequal = ranges.Count == 1 ? SingleAsRange(ranges[0]) : values;
        return (condition.Side, condition.Negated) switch
        {
            (PacketSide.Source, false) => [new($"th sport {values}")],
            (PacketSide.Source, true) => [new($"th sport != {unequal}")],
            (PacketSide.Destination, false) => [new($"th dport {values}")],
            (PacketSide.Destination, true) => [new($"th dport != {unequal}")],
            (_, false) => [new($"th sport {values}"), new($"th sport != {unequal} th dport {values}")],
            (_, true) => [new($"th sport != {unequal} th dport != {unequal}")],
        };
    }

    /// <summary>
    /// nft 1.0.6 joins "th sport != 1" and "th dport != 1" into one comparison of both ports, which holds where only
    /// one of them differs. It leaves ranges alone.
    /// </summary>
    private static string SingleAsRange(string port) =>
        port.Contains('-', StringComparison.Ordinal) ? port : $"{port}-{port}";

    /// <summary>Sorted, and overlaps joined: nftables refuses them in a set.</summary>
    private static List<string> PortText(EquatableArray<PortRange> ports)
    {
        var merged = new List<PortRange>();
        foreach (var port in ports.OrderBy(static range => range.First))
        {
            if (merged.Count > 0 && port.First <= merged[^1].Last + 1)
                merged[^1] = new PortRange(merged[^1].First, Math.Max(merged[^1].Last, port.Last));
            else
                merged.Add(port);
        }

        return [.. merged.Select(static range => range.ToString())];
    }

    private List<TextFragment> OfPcc(ClassifierCondition.Pcc condition, byte? protocol)
    {
        if (condition.Denominator == 1)
            return condition.Negated ? [] : [TextFragment.Always];
        var result = new List<TextFragment>();
        foreach (var (guard, key) in HashAlternatives(condition.Fields, protocol, exclusive: true))
        {
            if (key is null)
            {
                if (condition.Remainder == 0 != condition.Negated)
                    result.Add(guard);
                continue;
            }

            var test = $"{Hash(key, condition.Denominator)} {Not(condition.Negated)}{Number(condition.Remainder)}";
            if (guard.And(new TextFragment(test, guard.Family)) is { } alternative)
                result.Add(alternative);
        }

        return result;
    }
}
