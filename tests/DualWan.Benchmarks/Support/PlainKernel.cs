namespace DualWan.Benchmarks.Support;

/// <summary>
/// What a careful person sets up by hand with <c>ip</c> and <c>nft</c>: two nexthop groups, a standby route of a higher
/// metric, masquerade. No agent, no pins, no guard.
/// </summary>
internal static class PlainKernel
{
    /// <summary>The first line carries, the second stands behind with a higher metric.</summary>
    public static void MainAndBackup(NetworkLab lab) => Apply(lab, """
        nexthop add id 11 group 1
        nexthop add id 12 group 2
        route add default nhid 11 metric 10
        route add default nhid 12 metric 20
        """);

    /// <summary>Both lines in one group, by the hash of addresses and ports.</summary>
    public static void Balanced(NetworkLab lab)
    {
        Apply(lab, """
            nexthop add id 11 group 1/2
            route add default nhid 11 metric 10
            """);
        lab.Router.Sysctl(("net.ipv4.fib_multipath_hash_policy", "1"));
    }

    /// <summary>What a script does when it finds the first line dead.</summary>
    public static void MoveToSecond(NetworkLab lab) => lab.Router.Ip("nexthop replace id 11 group 2");

    public static void MoveToFirst(NetworkLab lab) => lab.Router.Ip("nexthop replace id 11 group 1");

    public static void Masquerade(NetworkLab lab)
    {
        lab.Router.Nft("""
            table ip byhand {
                chain nat { type nat hook postrouting priority srcnat; oifname { "wan1", "wan2" } masquerade; }
            }
            """);
        lab.Router.Sysctl(("net.ipv4.ip_forward", "1"));
    }

    private static void Apply(NetworkLab lab, string routes)
    {
        foreach (var isp in lab.Isps)
            lab.Router.TryIp($"route del default dev {isp.Interface}");
        lab.Router.IpBatch($"""
            nexthop add id 1 via {lab.Isp1.Spec.Gateway} dev {lab.Isp1.Interface}
            nexthop add id 2 via {lab.Isp2.Spec.Gateway} dev {lab.Isp2.Interface}
            {routes}

            """);
        Masquerade(lab);
    }
}
