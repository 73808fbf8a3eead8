using DualWan.Agent.Control;

namespace DualWan.Agent.Doctor;

/// <summary>Other people's netfilter rules.</summary>
internal static class FirewallChecks
{
    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new(
            "docker-drops-forwarding", Severity.Error, "Docker drops what it does not forward itself",
            "Its chain FORWARD drops what no rule of it lets by: nothing gets from the LAN to the uplinks.",
            "Let the LAN by: iptables -I DOCKER-USER -i LAN -j ACCEPT, iptables -I DOCKER-USER -o LAN -m conntrack "
                + "--ctstate "
                + "RELATED,ESTABLISHED -j ACCEPT; or \"iptables\": false in /etc/docker/daemon.json",
            static input => IsRouter(input) && Has(input, "DOCKER-USER") ? Dropping(input) : []),
        new(
            "ufw-drops-forwarding", Severity.Error, "ufw drops what is forwarded",
            "Nothing gets from the LAN to the uplinks.",
            "DEFAULT_FORWARD_POLICY=\"ACCEPT\" in /etc/default/ufw, then: ufw reload; or ufw route allow in on LAN",
            static input => IsRouter(input) && Has(input, "ufw-before-forward") ? Dropping(input) : []),
        new(
            "forward-policy-drop", Severity.Error, "another firewall drops what is forwarded",
            "A chain at the forward hook drops by policy or by its last rule: unless a rule before lets the LAN by, "
                + "nothing gets out.",
            "Accept LAN to uplinks, and established answers, in that chain",
            static input => IsRouter(input) && !Has(input, "DOCKER-USER") && !Has(input, "ufw-before-forward")
            ? Dropping(input) : []),
        new(
            "firewalld-zones", Severity.Warning, "firewalld runs",
            "It rejects forwarding between zones without a policy.",
            "Put LAN and uplinks into zones with forwarding: firewall-cmd --permanent --new-policy lan-out, "
                + "--add-ingress-zone internal, --add-egress-zone external, --set-target ACCEPT",
            static input => DoctorChecks.If(IsRouter(input) && input.Chains.Any(static c => c.Table == "firewalld"))),
        new(
            "libvirt-network", Severity.Note, "libvirt has networks of its own",
            "Its guests count as inside: they are balanced and fail over like the LAN.",
            "Nothing",
            static input => input.Kernel.Links.Where(static l => l.Name.StartsWith("virbr", StringComparison.Ordinal)
                && l.Kind == "bridge")
                .Select(static l => new Finding(l.Name))),
        new(
            "full-mask-connmark", Severity.Error, "Calico uses the same mark bits",
            "Its default mask 0xffff0000 covers ours (0xff000000): pins and its own marks would overwrite each "
                + "other (K-36).",
            "Give Calico another mask: FELIX_IPTABLESMARKMASK=0x00ff0000",
            static input => DoctorChecks.If(input.Kernel.Links.Any(static l =>
                l.Name.StartsWith("cali", StringComparison.Ordinal)))),
        new(
            "legacy-iptables", Severity.Note, "rules of the old iptables are loaded",
            "They run beside nf_tables, and doctor can't look into them.",
            "Look yourself: iptables-legacy -S FORWARD; or move to iptables-nft",
            static input => input.Box.ReadText("/proc/net/ip_tables_names") is { } names && names.Trim().Length > 0
                ? [new Finding(string.Join(", ",
                    names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))] : []),
        new(
            "bridge-netfilter", Severity.Note, "bridged frames pass the IP firewall (br_netfilter)",
            "Frames between two ports of the LAN bridge go through our chains as well; they are let by (K-23).",
            "If nothing needs it (Docker, Kubernetes do): sysctl -w net.bridge.bridge-nf-call-iptables=0",
            static input => DoctorChecks.If(input.Number("/proc/sys/net/bridge/bridge-nf-call-iptables") == 1)),
    ];

    private static bool IsRouter(DoctorInput input) => input.LanInterfaces.Count > 0;

    private static bool Has(DoctorInput input, string chain) => input.Chains.Any(c => c.Name == chain);

    private static IEnumerable<Finding> Dropping(DoctorInput input) => input.Chains
        .Where(static c => c is { Hook: "forward", Drops: true })
        .Select(static c => new Finding($"chain {c.Family} {c.Table} {c.Name} "
            + (c.ByRule ? "drops everything by a rule" : "has the policy drop")));
}
