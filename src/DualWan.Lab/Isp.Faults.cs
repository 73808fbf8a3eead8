using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab;

/// <summary>Faults inside the ISP: the line keeps its carrier, only what is sent or answered changes.</summary>
internal sealed partial class Isp
{
    /// <summary>
    /// The gateway says nothing any more, to nobody; with <paramref name="arp"/> it still answers ARP and neighbour
    /// solicitations.
    /// </summary>
    public Fault Silent(bool arp = false) => arp
        ? Rules("silent but for ARP", "f_silent", """
            icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
            add rule inet lab f_silent goto f_drop
            """)
        : Rules("silent", "f_silent", "goto f_drop", """
            add rule arp lab f_in drop
            add rule arp lab f_out drop
            """);

    /// <summary>The gateway is well, nothing passes through it (T-21).</summary>
    public Fault UpstreamDead() => Rules("upstream dead", "f_upstream", "goto f_drop");

    /// <summary>Echo requests and replies are dropped, everything else passes (T-26).</summary>
    public Fault IcmpDead() => Rules("icmp dropped", "f_icmp",
        "icmp type { echo-request, echo-reply } goto f_drop\nadd rule inet lab f_icmp "
        + "icmpv6 type { echo-request, echo-reply } goto f_drop");

    /// <summary>Each packet from the customer is lost with this probability, 0 to 100 in steps of 0.1.</summary>
    public Fault Loss(double percent) => Rules(
        string.Create(CultureInfo.InvariantCulture, $"{percent} % loss"), "f_loss",
        $"numgen random mod 1000 < {(int)Math.Round(percent * 10)} goto f_drop");

    /// <summary>Exactly the next <paramref name="count"/> echo requests are lost, to one address or to any.</summary>
    public Fault DropEchoRequests(int count, string? to = null) =>
        DropEchoRequestsNumbered(to, [.. Enumerable.Range(0, count)]);

    /// <summary>Of the echo requests from now on, those with these numbers (from 0) are lost (T-24: 0 and 2).</summary>
    public Fault DropEchoRequestsNumbered(string? to, params int[] numbers)
    {
        var which = $"numgen inc mod 1000000000 {{ {string.Join(", ", numbers)} }} goto f_drop";
        var family = to is null ? AddressFamily.Unspecified : IPAddress.Parse(to).AddressFamily;
        var rules = new List<string>();
        if (family != AddressFamily.InterNetworkV6)
            rules.Add($"icmp type echo-request {(to is null ? "" : $"ip daddr {to} ")}{which}");
        if (family != AddressFamily.InterNetwork)
            rules.Add($"icmpv6 type echo-request {(to is null ? "" : $"ip6 daddr {to} ")}{which}");
        return Rules($"echo requests {string.Join(',', numbers)} lost", "f_echo",
            string.Join("\nadd rule inet lab f_echo ", rules));
    }

    /// <summary>One address of the Internet is not reachable through this ISP, in either direction (T-18).</summary>
    public Fault AddressDead(string address)
    {
        var set = IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetwork ? "dead" : "dead6";
        return Fault.Apply($"{Name}: {address} dead",
            () => Namespace.Nft($"add element inet lab {set} {{ {address} }}"),
            () => Namespace.Nft($"delete element inet lab {set} {{ {address} }}"));
    }

    /// <summary>
    /// The path behind the gateway takes only packets of this size, in both directions. Without
    /// <paramref name="icmp"/> the sender is never told: a PMTU black hole (T-94).
    /// </summary>
    public Fault SmallMtu(int mtu, bool icmp = true) => Fault.Apply($"{Name}: mtu {mtu}{(icmp ? "" : ", no icmp")}",
        () =>
        {
            if (!icmp)
            {
                Namespace.Nft("""
                    add rule inet lab f_output icmp type destination-unreachable drop
                    add rule inet lab f_output icmpv6 type packet-too-big drop
                    """);
            }

            ChangeRoutes($" mtu lock {mtu}");
        },
        () =>
        {
            ChangeRoutes("");
            Namespace.Nft("flush chain inet lab f_output");
        });

    /// <summary>
    /// The gateway answers ARP for every address (D14): a device-bound probe without a route is lied to.
    /// </summary>
    public Fault ProxyArp() => Fault.Apply($"{Name}: proxy arp",
        () => Namespace.Sysctl(("net.ipv4.conf.cust0.proxy_arp", "1"), ("net.ipv4.neigh.cust0.proxy_delay", "0")),
        () => Namespace.Sysctl(("net.ipv4.conf.cust0.proxy_arp", "0")));

    /// <summary>
    /// The ISP's own box answers in place of an address of the Internet: a captive portal, a transparent proxy.
    /// </summary>
    public Fault Impersonates(string address) => Fault.Apply($"{Name}: answers for {address}",
        () => Namespace.Ip($"route add local {address} dev lo"),
        () => Namespace.Ip($"route del local {address} dev lo"));

    /// <summary>
    /// A stranger on the line's segment answers for <paramref name="address"/>, ARP and ping, from a MAC that is not
    /// the gateway's. Needs a <see cref="Topology.LinkKind.Switched"/> or Shared line.
    /// </summary>
    public Fault Stranger(string address)
    {
        var segment = _lab.SwitchOf(this);
        return Fault.Apply($"{Name}: a stranger answers for {address}",
            () => segment.IpBatch($"""
                link add stranger0 up type veth peer name stranger1
                link set stranger1 up master br0
                addr add {address}/32 dev stranger0
                route add {Spec.RouterIp}/32 dev stranger0
                """),
            () => segment.Ip("link del stranger0"));
    }

    // The kernel replaces an attribute-less route only as a whole; the address's own route must name its source.
    private void ChangeRoutes(string attribute)
    {
        var line = IPNetwork.Parse(Spec.RouterAddress);
        Namespace.IpBatchForced($"""
            route replace default via 10.255.{Spec.Number}.1{attribute}
            route replace {line} dev cust0 proto kernel scope link src {Spec.Gateway}{attribute}
            """);
    }

    /// <summary>Fills one of the empty chains; its revert empties it (and the ARP chains) again.</summary>
    private Fault Rules(string name, string chain, string rule, string more = "") => Fault.Apply($"{Name}: {name}",
        () => Namespace.Nft($"flush chain inet lab {chain}\nadd rule inet lab {chain} {rule}\n{more}\n"),
        () => Namespace.Nft($"flush chain inet lab {chain}\n"
            + (more.Length == 0 ? "" : "flush chain arp lab f_in\nflush chain arp lab f_out\n")));
}
