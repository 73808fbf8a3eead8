namespace DualWan.Lab.Topology;

/// <summary>Kernel settings of each namespace, written before its interfaces exist so that they inherit them.</summary>
internal static class LabSysctls
{
    /// <summary>Everything is set that a namespace might copy from the machine around it.</summary>
    public static (string Name, string Value)[] For(string role, LabSpec spec)
    {
        var router = role == "rt";
        var forwards = role is not "inet" && (router ? spec.Forwarding : spec.Isps.Any(i => i.Name == role));
        var filter = router ? spec.ReversePathFilter : 0;
        return
        [
            ("net.ipv4.ip_forward", forwards ? "1" : "0"),
            ("net.ipv6.conf.all.forwarding", forwards ? "1" : "0"),
            // systemd sets the default and every interface, but leaves `all` alone.
            ("net.ipv4.conf.all.rp_filter", "0"),
            ("net.ipv4.conf.default.rp_filter", filter.ToString()),
            // An address is usable at once; a test would otherwise wait a second for each.
            ("net.ipv6.conf.default.accept_dad", "0"),
            ("net.ipv6.conf.all.accept_dad", "0"),
            .. router ? [] : EndpointSettings,
        ];
    }

    // IPv6 addresses of an ISP or client outlive a link that a fault takes down.
    private static readonly (string, string)[] EndpointSettings = [("net.ipv6.conf.all.keep_addr_on_down", "1")];
}
