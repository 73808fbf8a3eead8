using DualWan.Agent.Control;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Loop;

/// <summary>Everything that is not as it should be, gathered for the status.</summary>
internal static class ProblemReport
{
    public static IReadOnlyList<Problem> Of(
        RouterConfig config, KernelSnapshot snapshot, Core.EquatableArray<Core.Problem> compiled,
        Core.EquatableArray<ApplyFailure> failures, IReadOnlyList<UplinkWorker> workers,
        IEnumerable<Problem> own)
    {
        var problems = new List<Problem>();
        foreach (var worker in workers)
        {
            if (OfLink(worker) is { } problem)
                problems.Add(problem);
        }

        problems.AddRange(compiled.Select(Of));
        problems.AddRange(failures.Select(static failure => new Problem(
            "kernel-refused", Severity.Error, $"the kernel refused: {FirstLine(failure.Message)}",
            OperationText.Brief(failure.Operation), "see 'dualwan doctor'")));
        if (config.Settings.IPv6 == IPv6Policy.Pass && BypassesRules(config, snapshot) is { } bypass)
            problems.Add(bypass);
        problems.AddRange(own);
        return problems;
    }

    /// <summary>libnftables draws the place of an error below its first line.</summary>
    public static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    public static Problem Of(Core.Problem problem) => new(
        problem.Code, Severity.Warning, problem.Text, null, problem.Cure, problem.Uplink, problem.Origin?.ToString());

    private static Problem? OfLink(UplinkWorker worker)
    {
        var device = worker.Config.Interface;
        var (code, title, cure) = worker.Status?.Reason switch
        {
            UplinkReason.NoInterface => ("no-interface", $"{worker.Name}: there is no interface {device}",
                "plug it in, or correct 'interface:'; 'ip link' shows what there is"),
            UplinkReason.NoCarrier =>
                ("no-carrier", $"{worker.Name}: {device} has no carrier", "look at the cable and the modem"),
            UplinkReason.NoAddress => ("no-address", $"{worker.Name}: {device} has no IPv4 address",
                "the DHCP client of the box brings it, or 'ip address add'"),
            UplinkReason.NoGateway =>
                ("no-gateway", $"{worker.Name}: no default route by {device} to learn a gateway from",
                "write 'gateway: ADDRESS', or 'gateway: none' for a point-to-point line"),
            UplinkReason.MonitorsFailed when LacksGateway(worker) => ("no-gateway-on-ethernet",
                $"{worker.Name}: with 'gateway: none' every address is asked for by ARP, as {device} is Ethernet",
                "write 'gateway: ADDRESS', or leave it out to learn it"),
            _ => ("", "", ""),
        };
        return code.Length == 0
            ? null
            : new Problem(code, Severity.Warning, title, null, cure, worker.Name, worker.Origin.Location?.ToString());
    }

    /// <summary>T-08: works only where the far end answers ARP for the whole world; told when it does not.</summary>
    private static bool LacksGateway(UplinkWorker worker) =>
        worker.Config.Gateway is UplinkGateway.None && !worker.PointToPoint;

    /// <summary>T-115: IPv6 leaves by the kernel's own default, past every rule here.</summary>
    private static Problem? BypassesRules(RouterConfig config, KernelSnapshot snapshot)
    {
        var route = snapshot.ForeignRoutes.FirstOrDefault(route =>
            route.Destination == IpPrefix.Default(IpFamily.IPv6) && route.Type == KernelRouteType.Unicast
            && route.Table == KernelNumbers.MainTable
            && config.Uplinks.Any(entry => entry.Value.Interface == route.Interface));
        return route is null
            ? null
            : new Problem("ipv6-bypass", Severity.Warning,
                $"IPv6 leaves by {route.Interface} whatever the rules say: this version steers IPv4 only",
                "An IPv6 default route points at an uplink; it does not fail over with the lines.",
                "write 'ipv6: block', or live with it");
    }
}
