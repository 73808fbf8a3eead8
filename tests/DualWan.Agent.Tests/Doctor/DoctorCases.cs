using DualWan.Agent.Doctor;
using DualWan.Agent.Tests.Support;
using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Text;
using DualWan.Policy;

namespace DualWan.Agent.Tests.Doctor;

/// <summary>For every check a box that has the problem, and the nearest one that has not.</summary>
internal static class DoctorCases
{
    private const string Root = "Name:\tdualwan\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n";

    public static IReadOnlyDictionary<string, (DoctorInput Ill, DoctorInput Well)> All { get; } =
        new Dictionary<string, (DoctorInput, DoctorInput)>
        {
            ["no-rights"] = (
                Box(("/proc/self/status", "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0\n")) with
                {
                    Features = new(false,
                    null, null)
                },
                Box(("/proc/self/status", Root)) with { Features = new(false, null, null) }),
            ["capability-missing"] = (
                Box(("/proc/self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\n")),
                    Box(("/proc/self/status", Root))),
            ["no-nexthop-objects"] = (Box(("/proc/sys/kernel/osrelease", "5.2.0-1-amd64\n")),
                Box(("/proc/sys/kernel/osrelease", "6.1.0-18-arm64\n"))),
            ["no-libnftables"] = (Box() with { Features = new(true, "the library is not installed", null) }, Box()),
            ["nft-expressions-missing"] = (Box() with { Features = new(true, null, ["jhash"]) }, Box()),
            ["conntrack-table-small"] = (Conntrack(10, 4096), Conntrack(10, 65536)),
            ["conntrack-table-full"] = (Conntrack(59_000, 65_536), Conntrack(40_000, 65_536)),
            ["reject-default-in-main"] = (
                Routes(Reject("0.0.0.0/0", 4000)),
                    Routes(Reject("::/0", uint.MaxValue), Default("wan1", 100), Reject("10.0.0.0/8", 1))),
            ["same-metric-defaults"] = (
                Routes(Default("wan1", 100), Default("wan2", 100)), Routes(Default("wan1", 100), Default("wan2", 200))),
            ["catch-all-rule"] = (
                Routes(Default("wg0", 0, table: 51820)) is var wg ? wg with
                {
                    Kernel = wg.Kernel with
                    {
                        ForeignRules = [new KernelRule(IpFamily.IPv4, 19999) { Table = 51820,
                        Mark = 51820 }]
                    },
                }
                : throw new InvalidOperationException(),
                Tailscale()),
            ["ipv6-bypass"] = (
                Policy("uplinks: {isp1: {interface: wan1}}", Default("wan1", 1024, "::/0")),
                Policy("uplinks: {isp1: {interface: wan1}}\nipv6: block", Default("wan1", 1024, "::/0"))),
            ["vrf-member"] = (Vrf("wan1"), Vrf("eth9")),
            ["vrf-present"] = (Vrf("wan1"), Box()),
            ["networks-overlap"] = (Overlap("192.168.1.1/24", "192.168.1.2/24"),
                Overlap("192.168.1.1/24", "192.168.2.2/24")),
            ["rp-filter-strict"] = (RpFilter(1, 0), RpFilter(1, 2)),
            ["networkd-removes-foreign"] = (Networkd("256", ""),
                Networkd("252", "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules = no\n")),
            ["networkd-forwarding"] = (Networkd("257", "[Network]\nIPv4Forwarding=no\n"),
                Networkd("255", "[Network]\nIPv4Forwarding=no\n")),
            ["networkmanager-connectivity"] = (
                Box(("/run/NetworkManager/no-stub", ""), ("/usr/lib/NetworkManager/conf.d/20-connectivity.conf", "")),
                Box(("/run/NetworkManager/no-stub", ""))),
            ["docker-drops-forwarding"] = (Forward("ip", "filter", "FORWARD", true, "DOCKER-USER"),
                Forward("ip", "filter", "FORWARD", false, "DOCKER-USER")),
            ["ufw-drops-forwarding"] = (Forward("ip", "filter", "FORWARD", true, "ufw-before-forward"),
                Forward("ip", "filter", "FORWARD", false, "ufw-before-forward")),
            ["forward-policy-drop"] = (Forward("inet", "filter", "forward", true, "other"),
                Forward("inet", "filter", "forward", true, "DOCKER-USER")),
            ["firewalld-zones"] = (Forward("inet", "firewalld", "filter_FORWARD", false, "x"),
                Forward("inet", "mine", "filter_FORWARD", false, "x")),
            ["libvirt-network"] = (Links(Link(5, "virbr0", kind: "bridge")), Links(Link(5, "br0", kind: "bridge"))),
            ["full-mask-connmark"] = (Links(Link(7, "cali1234567890a", kind: "veth")),
                Links(Link(7, "veth1", kind: "veth"))),
            ["legacy-iptables"] = (Box(("/proc/net/ip_tables_names", "filter\nnat\n")),
                Box(("/proc/net/ip_tables_names", ""))),
            ["bridge-netfilter"] = (
                Box(("/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n")),
                    Box(("/proc/sys/net/bridge/bridge-nf-call-iptables", "0\n"))),
            ["interface-missing"] = (Policy("uplinks: {isp1: {interface: wan9}}"),
                Policy("uplinks: {isp1: {interface: wan1}}")),
            ["interface-no-carrier"] = (
                Policy("uplinks: {isp1: {interface: wan1}}") is var dead
                    ? dead with { Kernel = dead.Kernel with { Links = [Link(2, "wan1", carrier: false)] } } : null!,
                Policy("uplinks: {isp1: {interface: wan1}}")),
            ["no-default-route"] = (
                Policy("uplinks: {isp1: {interface: wan1}}", Default("wan2", 1)),
                    Policy("uplinks: {isp1: {interface: wan1}}", Default("wan1", 1))),
            ["monitor-is-resolver"] = (Resolver("nameserver 9.9.9.9\n"),
                Resolver("# nameserver 9.9.9.9\nnameserver 127.0.0.53\n")),
            ["gateway-is-only-monitor"] = (
                Policy("uplinks: {isp1: {interface: wan1, monitors: gateway}}"),
                Policy("uplinks: {isp1: {interface: wan1, monitors: [gateway, 1.1.1.1]}}")),
            ["lan-is-uplink"] = (Both("wan1"), Both("lan0")),
            ["clock-wrong"] = (Box() with { Now = DateTimeOffset.UnixEpoch }, Box()),
            ["low-memory"] = (Box(("/proc/meminfo", "MemTotal: 500000 kB\nMemAvailable:   50000 kB\n")),
                Box(("/proc/meminfo", "MemAvailable:  250000 kB\n"))),
        };

    public static DoctorInput Box(params (string Path, string Text)[] files) => new(
        KernelSnapshot.Empty, new FakeBoxReader(files), [], new KernelFeatures(true, null, []), null, Samples.Now);

    public static DoctorInput Routes(params ForeignRoute[] routes) =>
        Box() with { Kernel = KernelSnapshot.Empty with { ForeignRoutes = routes.ToEquatableArray() } };

    public static ForeignRoute Default(string device, uint metric, string prefix = "0.0.0.0/0", uint table = 254) =>
        new(
        table, IpPrefix.Parse(prefix), metric, KernelRouteType.Unicast, 16, null, device, false, false, null, 0);

    private static ForeignRoute Reject(string prefix, uint metric) => new(
        254, IpPrefix.Parse(prefix), metric, KernelRouteType.Blackhole, 4, null, null, false, false, null, 0);

    private static DoctorInput Links(params LinkFact[] links) =>
        Box() with { Kernel = KernelSnapshot.Empty with { Links = links.ToEquatableArray() } };

    private static LinkFact Link(int index, string name, string? kind = null, int master = 0, bool carrier = true) =>
        new(index, name, true, carrier, 1500, kind, master, false, false, null);

    private static DoctorInput Conntrack(int count, int max) => Box(
        ("/proc/sys/net/netfilter/nf_conntrack_max", $"{max}\n"),
        ("/proc/sys/net/netfilter/nf_conntrack_count", $"{count}\n"));

    /// <summary>5270 lookup 52 takes everything that table 52 knows; without an exit node it has no default.</summary>
    private static DoctorInput Tailscale() => Routes(Default("wan1", 100)) is var box ? box with
    {
        Kernel = box.Kernel with
        {
            ForeignRules =
            [
                new KernelRule(IpFamily.IPv4, 0) { Table = 255 },
                new KernelRule(IpFamily.IPv4, 5210) { Table = 254, Mark = 0x80000, Mask = 0xff0000 },
                new KernelRule(IpFamily.IPv4, 5270) { Table = 52 },
                new KernelRule(IpFamily.IPv4, 32766) { Table = 254 },
            ],
        },
    }
    : throw new InvalidOperationException();

    private static DoctorInput Policy(string text, params ForeignRoute[] routes)
    {
        var config = PolicyFile.Load(new SourceText("p.yaml", text)).Config;
        Assert.NotNull(config);
        return Box() with
        {
            Config = config,
            Kernel = KernelSnapshot.Empty with
            {
                Links = [Link(2, "wan1"), Link(3, "wan2"), Link(4, "lan0")],
                ForeignRoutes = routes.ToEquatableArray(),
            },
        };
    }

    private static DoctorInput Vrf(string member) => Policy("uplinks: {isp1: {interface: wan1}}") is var box ? box with
    {
        Kernel = box.Kernel with { Links = [Link(9, "red", kind: "vrf"), Link(2, member, master: 9)] },
    }
    : throw new InvalidOperationException();

    private static DoctorInput Overlap(string lan, string uplink) =>
        Policy("uplinks: {isp1: {interface: wan1}}\nlan: {interfaces: [lan0]}\nnat: masquerade") is var box ? box with
        {
            Kernel = box.Kernel with
            {
                Addresses = [Address(4, lan), Address(2, uplink), Address(4, "fe80::1/64"),
                Address(2, "fe80::2/64")]
            },
        }
        : throw new InvalidOperationException();

    private static AddressFact Address(int link, string text)
    {
        Assert.True(InterfaceAddress.TryParse(text, out var address));
        return new AddressFact(link, address, null, false, true, 0);
    }

    private static DoctorInput RpFilter(int all, int own) =>
        Routes(Default("wan1", 1)) with
        {
            Box = new FakeBoxReader(
                ("/proc/sys/net/ipv4/conf/all/rp_filter", $"{all}\n"),
                ("/proc/sys/net/ipv4/conf/wan1/rp_filter", $"{own}\n")),
        };

    private static DoctorInput Networkd(string version, string dropIn) => Box(
        ("/run/systemd/netif/state", ""), ($"/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-{version}.so", ""),
        ("/etc/systemd/networkd.conf", "[Network]\n#ManageForeignRoutes=no\n"),
        ("/etc/systemd/networkd.conf.d/dualwan.conf", dropIn));

    private static DoctorInput Forward(string family, string table, string chain, bool drops, string other) =>
        Policy("uplinks: {isp1: {interface: wan1}}\nlan: {interfaces: [lan0]}\nnat: masquerade") with
        {
            Chains = [new ForeignChain(family, table, chain, "forward", drops),
                new ForeignChain(family, table, other, null, false)],
        };

    private static DoctorInput Resolver(string text) =>
        Policy("uplinks: {isp1: {interface: wan1, monitors: [9.9.9.9, 1.1.1.1]}}") with
        {
            Box = new FakeBoxReader(("/etc/resolv.conf", text)),
        };

    /// <summary>The policy reader refuses this itself; a config that comes another way may still have it.</summary>
    private static DoctorInput Both(string lan) => Policy("uplinks: {isp1: {interface: wan1}}") is var box ? box with
    {
        Config = box.Config! with
        {
            InterfaceListMembers =
                [new Entry<InterfaceListMember>(new EntryId(99), new InterfaceListMember("LAN", lan), Origin.Default)],
        },
    }
    : throw new InvalidOperationException();
}
