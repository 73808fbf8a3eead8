using System.Globalization;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;

namespace DualWan.Kernel.Explaining;

/// <summary>
/// Follows the first packet of a connection: our table's rules as the kernel has them, and the kernel's own answer to
/// "which way with this mark". Other tables' rules are not asked.
/// </summary>
internal sealed class PathFinder(RouteNetlink route, NftablesNetlink nft)
{
    private const uint HookPrerouting = 0;
    private const uint HookForward = 2;
    private const uint HookOutput = 3;
    private const uint HookPostrouting = 4;

    private readonly List<PathStep> _steps = [];

    /// <param name="inInterface">Null: from the route back to the source; <c>lo</c>: the router's own packet.</param>
    public PacketPath Find(ExplainedPacket packet, string? inInterface)
    {
        var links = route.DumpLinks();
        var machine = new NftMachine(nft, NftFamily.Inet, KernelNumbers.NftTable);
        packet.DestinationType = TypeOf(packet.Destination);
        var own = inInterface == "lo" || (inInterface is null && TypeOf(packet.Source) == (uint)KernelRouteType.Local);
        var entry = own ? 0 : IndexOf(links, inInterface ?? InterfaceTo(packet.Source, links));
        if (!own && inInterface is not null && entry == 0)
            return End(packet, $"there is no interface {inInterface}");
        packet.InInterface = own ? "" : NameOf(links, entry);
        if (!own && Blocked(machine, HookPrerouting, "prerouting", packet) is { } dropped)
            return End(packet, dropped);
        return own ? OwnPacket(packet, machine, links) : Forwarded(packet, machine, links, entry);
    }

    private PacketPath Forwarded(
        ExplainedPacket packet, NftMachine machine, IReadOnlyList<LinkMessage> links, int entry)
    {
        if (packet.DestinationType == (uint)KernelRouteType.Local)
        {
            _steps.Add(new PathStep("local", $"{packet.Destination} is an address of this box"));
            return End(packet, null, local: true);
        }

        if (!LookUp(packet, links, entry, out var answer, out var refusal))
            return End(packet, refusal);
        return Blocked(machine, HookForward, "forward", packet) is { } dropped
            ? End(packet, dropped)
            : Leave(packet, machine, answer!);
    }

    /// <summary>The router's own packet is routed first; rules that mark it send it to be routed again.</summary>
    private PacketPath OwnPacket(ExplainedPacket packet, NftMachine machine, IReadOnlyList<LinkMessage> links)
    {
        if (!LookUp(packet, links, 0, out var answer, out var refusal))
            return End(packet, refusal);
        var before = packet.Mark;
        if (Blocked(machine, HookOutput, "output", packet) is { } dropped)
            return End(packet, dropped);
        if (packet.Mark != before && !LookUp(packet, links, 0, out answer, out refusal))
            return End(packet, refusal);
        return Leave(packet, machine, answer!);
    }

    private PacketPath Leave(ExplainedPacket packet, NftMachine machine, RouteMessage answer)
    {
        if (Blocked(machine, HookPostrouting, "postrouting", packet) is { } dropped)
            return End(packet, dropped);
        var rule = RuleFor(packet, answer.Table);
        return new PacketPath(null, false, packet.OutInterface, answer.Gateway, packet.Mark,
            packet.ConnectionMark, answer.Table, rule, packet.Translation, _steps);
    }

    private PacketPath End(ExplainedPacket packet, string? refusal, bool local = false) => new(
        refusal, local, null, null, packet.Mark, packet.ConnectionMark, 0, null, packet.Translation, _steps);

    /// <summary>Runs a hook's base chains in the order of their priorities; why the packet ended there, or
    /// null.</summary>
    private string? Blocked(NftMachine machine, uint hook, string name, ExplainedPacket packet)
    {
        foreach (var chain in machine.Chains.Where(chain => chain.Hook?.Number == hook)
            .OrderBy(static chain => chain.Hook!.Value.Priority))
        {
            var verdict = machine.Run(chain, packet);
            foreach (var step in machine.TakeTrace())
            {
                _steps.Add(new PathStep(
                    string.Create(CultureInfo.InvariantCulture, $"{name}: chain {step.Chain} rule {step.Index}"),
                    step.Comment is null ? step.Effect + " (a rule that is not ours)" : step.Effect, step.Comment));
            }

            if (verdict == NftVerdict.Drop)
                return $"dropped in chain {chain.Name}";
            if (verdict == NftVerdict.Reject)
                return $"refused with an ICMP answer in chain {chain.Name}";
        }

        return null;
    }

    private bool LookUp(
        ExplainedPacket packet, IReadOnlyList<LinkMessage> links, int entry, out RouteMessage? answer,
            out string? refusal)
    {
        var ack = route.LookUp(new RouteLookup(packet.Destination)
        {
            Source = packet.Source,
            Mark = packet.Mark,
            InInterface = entry,
            IpProtocol = packet.Protocol,
        }, out answer);
        refusal = answer is null ? Refusal(ack.ErrorNumber) : null;
        if (answer is null)
        {
            _steps.Add(new PathStep("routing", refusal!));
            return false;
        }

        packet.OutInterface = NameOf(links, answer.OutInterface);
        var rule = RuleFor(packet, answer.Table);
        var via = answer.Gateway is { } gateway ? $" via {gateway}" : "";
        _steps.Add(new PathStep(
            rule is { } priority ? $"rule {priority}, table {answer.Table}" : $"table {answer.Table}",
            $"leaves by {packet.OutInterface}{via}"));
        return true;
    }

    private static string Refusal(int error) => error switch
    {
        13 => "refused with an ICMP answer (prohibit)",
        22 => "dropped by a blackhole route",
        101 => "no route: network unreachable",
        113 => "unreachable: no line of that table is up",
        _ => string.Create(CultureInfo.InvariantCulture, $"the kernel refuses it (error {error})"),
    };

    /// <summary>The first rule that takes such a packet and looks the table up.</summary>
    private uint? RuleFor(ExplainedPacket packet, uint table) => route.DumpRules(packet.Source.Family)
        .Where(rule => rule.Table == table && Takes(rule, packet))
        .OrderBy(static rule => rule.Priority)
        .Select(static rule => (uint?)rule.Priority)
        .FirstOrDefault();

    /// <summary>A rule for bound sockets (oif) takes none: the packet in question is of nobody's socket.</summary>
    private static bool Takes(RuleMessage rule, ExplainedPacket packet) =>
        (rule.Mark is null || (packet.Mark & rule.MarkMask) == rule.Mark)
        && rule.OutInterface is null
        && (rule.InInterface is not { } name || name == packet.InInterface)
        && (rule.Source is not { } source || source.Contains(packet.Source))
        && (rule.Destination is not { } destination || destination.Contains(packet.Destination));

    private uint TypeOf(IpAddress address)
    {
        route.LookUp(new RouteLookup(address), out var answer);
        return answer is null ? (uint)KernelRouteType.Unicast : (uint)answer.Type;
    }

    private string InterfaceTo(IpAddress address, IReadOnlyList<LinkMessage> links)
    {
        route.LookUp(new RouteLookup(address), out var answer);
        return answer is null ? "" : NameOf(links, answer.OutInterface);
    }

    private static int IndexOf(IReadOnlyList<LinkMessage> links, string name) =>
        links.FirstOrDefault(link => link.Name == name)?.Index ?? 0;

    private static string NameOf(IReadOnlyList<LinkMessage> links, int index) =>
        links.FirstOrDefault(link => link.Index == index)?.Name ?? "";
}
