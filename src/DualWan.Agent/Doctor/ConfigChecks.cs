using DualWan.Agent.Control;
using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Agent.Doctor;

/// <summary>The policy held against this box.</summary>
internal static class ConfigChecks
{
    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new(
            "interface-missing", Severity.Warning, "an uplink's interface is not there",
            "The uplink is down until it appears; the others work.",
            "See ip link for the names; is the modem plugged in?",
            static input => Uplinks(input).Where(u => input.Link(u.Interface) is null)
                .Select(static u => new Finding(u.Interface, Uplink: u.Name))),
        new(
            "interface-no-carrier", Severity.Warning, "an uplink has no carrier",
            "No cable, no radio link, or the interface is switched off.",
            "Plug it in, or: ip link set NAME up",
            static input => Uplinks(input).Where(u => input.Link(u.Interface) is { Carrier: false })
                .Select(static u => new Finding(u.Interface, $"Plug it in, or: ip link set {u.Interface} up", u.Name))),
        new(
            "no-default-route", Severity.Warning, "nothing gives an uplink its gateway",
            "With 'gateway: auto' the agent learns it from a default route of that interface, and there is none.",
            "Start a DHCP client on it (networkd, NetworkManager, dhcpcd), or write 'gateway: ADDRESS'",
            NoDefault),
        new(
            "monitor-is-resolver", Severity.Note, "a monitor is also this box's name server",
            "Harmless for the probes, which are bound to their uplink; an ISP's own resolver says nothing about the "
                + "internet beyond it.",
            "Use a public address as monitor",
            MonitorIsResolver),
        new(
            "gateway-is-only-monitor", Severity.Warning, "an uplink is judged by its gateway alone",
            "The modem answers although the line behind it is dead.",
            "Add an address on the internet: monitors: [1.1.1.1, 8.8.8.8]",
            OnlyGateway),
        new(
            "lan-is-uplink", Severity.Error, "an interface is both uplink and LAN",
            "It can't be both.",
            "Take it out of one of them",
            static input => input.LanInterfaces.Intersect(input.UplinkInterfaces).Select(static n => new Finding(n))),
    ];

    private static IEnumerable<Uplink> Uplinks(DoctorInput input) =>
        input.Config is { } config ? config.Uplinks.Where(static u => !u.Disabled).Select(static u => u.Value) : [];

    private static IEnumerable<Finding> NoDefault(DoctorInput input)
    {
        foreach (var uplink in Uplinks(input).Where(static u => u.Gateway is UplinkGateway.Auto))
        {
            if (input.Link(uplink.Interface) is { PointToPoint: false, Carrier: true }
                && !input.Kernel.ForeignRoutes.Any(r => r.Destination.IsDefault && r.Interface == uplink.Interface))
                yield return new Finding(uplink.Interface, Uplink: uplink.Name);
        }
    }

    private static IEnumerable<Finding> MonitorIsResolver(DoctorInput input)
    {
        var resolvers = Resolvers(input.Box.ReadText("/etc/resolv.conf") ?? "").ToHashSet();
        return Monitors(input).Where(m => m.Target is MonitorTarget.Icmp icmp && resolvers.Contains(icmp.Address))
            .Select(static m => new Finding($"{m.Target}", Uplink: m.Uplink));
    }

    private static IEnumerable<Finding> OnlyGateway(DoctorInput input) => Monitors(input)
        .GroupBy(static m => m.Uplink)
        .Where(static g => g.All(static m => m.Target is MonitorTarget.Gateway or MonitorTarget.Arp))
        .Select(static g => new Finding("", Uplink: g.Key));

    private static IEnumerable<UplinkMonitor> Monitors(DoctorInput input) =>
        input.Config is { } config ? config.Monitors.Where(static m => !m.Disabled).Select(static m => m.Value) : [];

    private static IEnumerable<IpAddress> Resolvers(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && IpAddress.TryParse(address, out var parsed))
                yield return parsed;
        }
    }
}
