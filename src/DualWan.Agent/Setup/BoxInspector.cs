using System.Globalization;
using DualWan.Agent.Doctor;
using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Agent.Setup;

/// <summary>Tells which interfaces look like uplinks and which like LAN, from the kernel's facts and sysfs.</summary>
internal sealed class BoxInspector(KernelSnapshot kernel, IBoxReader files)
{
    /// <summary>RTPROT_BOOT: put there by hand (ip route add) and kept up to date by nobody
    /// (include/uapi/linux/rtnetlink.h).</summary>
    private const byte ProtocolBoot = 3;

    private static readonly string[] PlumbingPrefixes =
        ["docker", "br-", "virbr", "veth", "tap", "tun", "wg", "tailscale", "zt", "cali", "cni", "flannel", "lxc",
            "lxd", "podman"];

    private static readonly string[] MobileDrivers = ["cdc_mbim", "qmi_wwan", "cdc_ncm", "huawei_cdc_ncm", "sierra_net",
        "mhi_net"];

    public BoxReport Inspect()
    {
        var links = kernel.Links.Where(static l => !l.Loopback).Select(Inspect).ToList();
        // Without a default route anywhere a wired box shows nothing: then a modem or ppp line is still an uplink.
        return new BoxReport(
            [.. links.OrderBy(static l => Rank(l)).ThenBy(static l => l.Name, StringComparer.Ordinal)]);
    }

    private BoxLink Inspect(LinkFact link)
    {
        var kind = KindOf(link);
        var addresses = kernel.Addresses.Where(a => a.LinkIndex == link.Index && !a.Address.Address.IsLinkLocal)
            .Select(static a => a.Address).ToEquatableArray();
        var route = kernel.ForeignRoutes.Where(r => r.Destination.IsDefault && r.Type == KernelRouteType.Unicast
            && r.Interface == link.Name)
            .OrderBy(static r => r.Destination.Family).ThenBy(static r => r.Metric).FirstOrDefault();
        var (role, why) = RoleOf(link, kind, addresses, route);
        return new BoxLink(
            link.Name, kind, Speed(link.Name), link.Carrier, addresses, route?.Gateway,
            route is not null && route.Protocol != ProtocolBoot, role, why);
    }

    private (BoxRole Role, string Why) RoleOf(
        LinkFact link, BoxLinkKind kind, EquatableArray<InterfaceAddress> addresses, ForeignRoute? route)
    {
        if (link.Master != 0 && kernel.Links.Any(l => l.Index == link.Master))
            return (BoxRole.Other, $"part of {kernel.Links.First(l => l.Index == link.Master).Name}");
        if (kind == BoxLinkKind.Virtual)
            return (BoxRole.Other, "a VPN's, container's or virtual machine's");
        if (route is not null)
            return (BoxRole.Uplink, route.Gateway is { } gateway
                ? $"has a default route by {gateway}" : "has a default route");
        if (kind is BoxLinkKind.Mobile or BoxLinkKind.Ppp)
            return (BoxRole.Uplink, "is a modem's");
        if (addresses.Any(static a => IsPrivate(a.Address)))
            return (BoxRole.Lan, "has a private address and no default route");
        return (BoxRole.Other, link.Carrier ? "has no address" : "has no carrier");
    }

    private BoxLinkKind KindOf(LinkFact link)
    {
        var name = link.Name;
        if (link.Kind == "ppp" || name.StartsWith("ppp", StringComparison.Ordinal))
            return BoxLinkKind.Ppp;
        if (name.StartsWith("ww", StringComparison.Ordinal)
            || MobileDrivers.Contains(Driver(name), StringComparer.Ordinal))
            return BoxLinkKind.Mobile;
        if (PlumbingPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
            return BoxLinkKind.Virtual;
        if (files.Exists($"/sys/class/net/{name}/wireless") || files.Exists($"/sys/class/net/{name}/phy80211"))
            return BoxLinkKind.Wifi;
        return link.Kind switch
        {
            null => BoxLinkKind.Wired,
            "bridge" => BoxLinkKind.Bridge,
            "vlan" or "macvlan" or "ipvlan" => BoxLinkKind.Vlan,
            "bond" or "team" => BoxLinkKind.Bond,
            // A veth under another name is how a container or a lab plugs in its wires.
            "veth" => BoxLinkKind.Wired,
            _ => BoxLinkKind.Virtual,
        };
    }

    private string? Driver(string name)
    {
        foreach (var line in (files.ReadText($"/sys/class/net/{name}/device/uevent") ?? "").Split('\n'))
        {
            if (line.StartsWith("DRIVER=", StringComparison.Ordinal))
                return line["DRIVER=".Length..].Trim();
        }

        return null;
    }

    /// <summary>The kernel says -1 or refuses where it does not know.</summary>
    private int? Speed(string name) =>
        int.TryParse(files.ReadText($"/sys/class/net/{name}/speed")?.Trim(), NumberStyles.Integer,
            CultureInfo.InvariantCulture, out var speed)
        && speed > 0
            ? speed
            : null;

    private static bool IsPrivate(IpAddress address) => Privates.Any(p => p.Contains(address));

    private static readonly IpPrefix[] Privates =
        [IpPrefix.Parse("10.0.0.0/8"), IpPrefix.Parse("172.16.0.0/12"), IpPrefix.Parse("192.168.0.0/16"),
            IpPrefix.Parse("fc00::/7")];

    /// <summary>Uplinks first, wired before wireless before mobile: the first one becomes the preferred one.</summary>
    private static int Rank(BoxLink link) => ((int)link.Role * 100) + (link.Kind switch
    {
        BoxLinkKind.Wifi => 20,
        BoxLinkKind.Mobile => 30,
        _ => 10,
    });
}
