using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Testing.Kernel;

/// <summary>
/// The layout of kernel.md section 3 (layout.sh) as a desired state, written by hand and not by the compiler: strict
/// and preferred tables and groups for any number of uplinks, PCC, pins, guard.
/// </summary>
internal static class TestLayout
{
    public static LayoutUplink Uplink(int number, string? name = null) => new(
        number, name ?? $"wan{number}", IpAddress.Parse($"10.3{number}.0.1"), IpPrefix.Parse($"10.3{number}.0.0/24"));

    public static LayoutUplink Uplink6(int number, string? name = null) => new(
        number, name ?? $"wan{number}", IpAddress.Parse($"fd3{number}::1"), IpPrefix.Parse($"fd3{number}::/64"));

    public static DesiredState Of(params LayoutUplink[] uplinks) => new()
    {
        NextHops = [.. uplinks.Where(uplink => uplink.Usable).Select(NextHop)],
        Groups = [.. uplinks.Where(uplink => uplink.Usable).Select(StrictGroup).Concat(PreferredGroups(uplinks))],
        Routes = [.. uplinks.GroupBy(uplink => uplink.Family).SelectMany(family => Routes([.. family]))],
        Rules =
        [
            .. uplinks.SelectMany(Rules),
            .. uplinks.Select(uplink => uplink.Family).Distinct().SelectMany(CommonRules),
        ],
        Nft = TestLayoutNft.Table([.. uplinks.Select(uplink => (uplink.Number, uplink.Interface)).Distinct()]),
        Forwarding = [new SysctlSetting("net/ipv4/ip_forward", "1")],
    };

    public static uint NextHopId(LayoutUplink uplink) => Id(uplink, 1);

    public static uint StrictGroupId(LayoutUplink uplink) => Id(uplink, 2);

    public static uint PreferredGroupId(LayoutUplink uplink) => Id(uplink, 3);

    private static uint Id(LayoutUplink uplink, uint kind) =>
        KernelNumbers.NextHopIdBase | (uplink.Family == IpFamily.IPv6 ? 0x10000u : 0) | (kind << 8)
        | (uint)uplink.Number;

    private static KernelNextHop NextHop(LayoutUplink uplink) =>
        new(NextHopId(uplink), uplink.Family, uplink.Interface, uplink.Gateway, OnLink: false);

    private static KernelNextHopGroup StrictGroup(LayoutUplink uplink) =>
        new(StrictGroupId(uplink), [new KernelGroupMember(NextHopId(uplink), 1)]);

    /// <summary>A dead uplink's preferred group holds the living ones of its family, or itself when there is
    /// none.</summary>
    private static IEnumerable<KernelNextHopGroup> PreferredGroups(LayoutUplink[] uplinks)
    {
        foreach (var uplink in uplinks.Where(uplink => uplink.Usable))
        {
            var living = uplinks.Where(other => other.Family == uplink.Family && other.Usable && other.Alive).ToArray();
            var members = uplink.Alive || living.Length == 0 ? [uplink] : living;
            yield return new(PreferredGroupId(uplink),
                [.. members.Select(member => new KernelGroupMember(NextHopId(member), 1))]);
        }
    }

    private static IEnumerable<KernelRoute> Routes(LayoutUplink[] uplinks)
    {
        var family = uplinks[0].Family;
        var metric = 10u;
        foreach (var uplink in uplinks.Where(uplink => uplink.Usable))
            yield return Default(family, KernelNumbers.UnmarkedTable, metric++, PreferredGroupId(uplink));
        foreach (var uplink in uplinks)
        {
            var strict = KernelNumbers.StrictTable(uplink.Number);
            yield return Tail(family, strict);
            if (uplink.Usable)
            {
                yield return new KernelRoute(strict, uplink.Connected, 10, Interface: uplink.Interface);
                yield return Default(family, strict, 10, StrictGroupId(uplink));
            }

            var preferred = KernelNumbers.PreferredTable(uplink.Number);
            yield return Tail(family, preferred);
            if (uplink.Usable)
                yield return Default(family, preferred, 10, PreferredGroupId(uplink));
            metric = 20;
            foreach (var other in uplinks.Where(other => other.Number != uplink.Number && other.Usable))
                yield return Default(family, preferred, metric++, PreferredGroupId(other));
        }
    }

    private static KernelRoute Default(IpFamily family, uint table, uint metric, uint group) =>
        new(table, IpPrefix.Default(family), metric, NextHopId: group);

    private static KernelRoute Tail(IpFamily family, uint table) =>
        new(table, IpPrefix.Default(family), KernelNumbers.TailMetric, KernelRouteType.Unreachable);

    private static IEnumerable<KernelRule> Rules(LayoutUplink uplink)
    {
        var k = (uint)uplink.Number;
        var strict = KernelNumbers.StrictTable(uplink.Number);
        var preferred = KernelNumbers.PreferredTable(uplink.Number);
        yield return Marked(uplink, 20000 + k, 0x8000_0000, 0xFF00_0000, preferred);
        yield return Marked(uplink, 20040 + k, 0xC000_0000, 0xDF00_0000, strict);
        yield return new KernelRule(uplink.Family, 20200 + k) { OutInterface = uplink.Interface, Table = strict };
        yield return Marked(uplink, 20400 + k, 0x4000_0000, 0xFF00_0000, strict);
        yield return Marked(uplink, 20500 + k, 0, 0xFF00_0000, preferred);
    }

    private static KernelRule Marked(LayoutUplink uplink, uint priority, uint bits, uint mask, uint table) =>
        new(uplink.Family, priority) { Mark = bits | ((uint)uplink.Number << 24), Mask = mask, Table = table };

    private static IEnumerable<KernelRule> CommonRules(IpFamily family) =>
    [
        new(family, 20100) { Table = KernelNumbers.MainTable, SuppressPrefixLength = 0 },
        new(family, 20900) { Table = KernelNumbers.UnmarkedTable },
    ];
}
