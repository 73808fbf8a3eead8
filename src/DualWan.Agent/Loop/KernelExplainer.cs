using System.Globalization;
using DualWan.Agent.Control;
using DualWan.Core.Classification;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Kernel.Explaining;
using DualWan.Netlink.Netfilter;
using DualWan.Netlink.Route;

namespace DualWan.Agent.Loop;

/// <summary>Says what the kernel would do with a packet, from the kernel's own rules and tables, on sockets of its
/// own.</summary>
internal sealed class KernelExplainer(RouteNetlink route, NftablesNetlink nft) : IExplainer
{
    private const byte Icmp = 1;
    private const ushort SomePort = 40000;

    private readonly Lock _lock = new();

    public Task<ExplainReport> ExplainAsync(ExplainQuery query, ExplainContext context, CancellationToken cancellation)
    {
        if (!IpAddress.TryParse(query.Source, out var source)
            || !IpAddress.TryParse(query.Destination, out var destination))
            return Task.FromResult(Wrong("source and destination must be addresses, such as 192.168.1.10 and 1.1.1.1"));
        if (source.Family != destination.Family)
            return Task.FromResult(Wrong("source and destination are of different families"));
        if (query.Port is < 0 or > ushort.MaxValue || query.SourcePort is < 0 or > ushort.MaxValue)
            return Task.FromResult(Wrong("a port is a number from 0 to 65535"));
        if (ProtocolOf(query.Protocol) is not { } protocol)
            return Task.FromResult(Wrong($"'{query.Protocol}' is no protocol: tcp, udp, icmp or a number"));
        var packet = new ExplainedPacket(source, destination, protocol,
            (ushort)(query.SourcePort ?? SomePort), (ushort)(query.Port ?? 0));
        lock (_lock)
            return Task.FromResult(Report(query, packet, new PathFinder(route, nft)
                .Find(packet, query.InInterface), context));
    }

    private static ExplainReport Report(
        ExplainQuery query, ExplainedPacket packet, PacketPath path, ExplainContext context)
    {
        var steps = path.Steps.Select(step => new ExplainStep(step.Where, Text(step, context))).ToList();
        var uplink = UplinkOf(path.Interface, context);
        var rule = RuleOf(packet, context, path.Mark, steps);
        if (query.SourcePort is null && PortProtocols.Contains(packet.Protocol))
            steps.Insert(0, new ExplainStep("asked",
                $"a new connection from port {SomePort}: give a source port to ask for another"));
        return new ExplainReport(
            Verdict(path, uplink), uplink, MarkLayout.Hex(path.Mark), rule,
            path.Table == 0 ? null : path.Table.ToString(CultureInfo.InvariantCulture), path.Interface,
            path.Gateway?.ToString(), steps);
    }

    private static string Verdict(PacketPath path, string? uplink)
    {
        if (path.Refusal is { } refusal)
            return refusal;
        if (path.Local)
            return "for this box itself";
        var via = path.Gateway is { } gateway ? $" via {gateway}" : "";
        var translated = path.Translation is { } translation ? $", {translation}" : "";
        return uplink is null
            ? $"routed to {path.Interface}{via}"
            : $"leaves by {uplink} ({path.Interface}{via}{translated})";
    }

    private static string Text(PathStep step, ExplainContext context) =>
        step.Comment is { } comment && context.TextOf(comment) is { } rule
            ? $"{step.Text}  [{rule}]"
            : step.Comment is null ? step.Text : step.Text + " (a rule of ours, but not of this config)";

    private static string? UplinkOf(string? name, ExplainContext context) => context.Prepared.Config.Uplinks
        .FirstOrDefault(entry => entry.Value.Interface == name)?.Value.Name;

    /// <summary>
    /// The policy's own words of what decided: the config's classifier is asked the same question. Where it would say
    /// otherwise than the kernel's rules did, somebody has edited them, and that is the answer.
    /// </summary>
    private static string? RuleOf(
        ExplainedPacket packet, ExplainContext context, uint mark, List<ExplainStep> steps)
    {
        if (ClassifierFor(packet, context) is not { Program: var program })
            return null;
        var lists = program.Lists.ToDictionary(static list => list, list =>
            context.Prepared.List(list, packet.Source.Family));
        var (expected, rule) = new LinearEvaluator(program, lists, new ClassifierState()).Run(View(packet));
        var kernels = (mark & (MarkLayout.NumberMask | MarkLayout.Strict)) >> 24;
        var ours = ((expected?.Value ?? 0) & (MarkLayout.NumberMask | MarkLayout.Strict)) >> 24;
        if (rule is not null && kernels != ours && (mark & MarkLayout.Pinned) == 0)
        {
            steps.Add(new ExplainStep("warning",
                "the config's rules would mark it otherwise: a line stands in for another, "
                + "or somebody edited the kernel's rules"));
        }

        return rule?.Origin.ToString();
    }

    /// <summary>Null where the rules are not asked: of what came in by an uplink, of the router's own packets unless
    /// they are balanced, and of the family that is not steered.</summary>
    private static PreparedClassifier? ClassifierFor(ExplainedPacket packet, ExplainContext context)
    {
        var config = context.Prepared.Config;
        if (packet.Source.Family != IpFamily.IPv4
            || config.Uplinks.Any(entry => entry.Value.Interface == packet.InInterface))
            return null;
        if (packet.InInterface.Length > 0)
            return context.Prepared.ForwardedClassifier;
        return config.Settings.Router == RouterTraffic.Balance
            ? context.Prepared.OwnClassifier
            : null;
    }

    private static PacketView View(ExplainedPacket packet) => new()
    {
        Source = packet.Source,
        Destination = packet.Destination,
        Protocol = packet.Protocol,
        SourcePort = (ushort)((packet.TransportHeader[0] << 8) | packet.TransportHeader[1]),
        DestinationPort = (ushort)((packet.TransportHeader[2] << 8) | packet.TransportHeader[3]),
        InInterface = packet.InInterface.Length == 0 ? null : packet.InInterface,
        DestinationType = packet.DestinationType switch
        {
            2 => AddressTypes.Local,
            3 => AddressTypes.Broadcast,
            5 => AddressTypes.Multicast,
            _ => AddressTypes.Unicast,
        },
    };

    private static byte? ProtocolOf(string? text) => text switch
    {
        null or "icmp" => Icmp,
        "tcp" => 6,
        "udp" => 17,
        _ => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static ExplainReport Wrong(string text) => new(text, null, null, null, null, null, null, []);
}
