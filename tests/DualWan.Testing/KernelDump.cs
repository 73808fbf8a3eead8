using System.Text;
using System.Text.RegularExpressions;
using DualWan.Lab;

namespace DualWan.Testing;

/// <summary>A namespace's network configuration as comparable text (see <see cref="LabRouter.Dump"/>).</summary>
internal static partial class KernelDump
{
    private static readonly string[] Questions =
    [
        "-4 rule show", "-6 rule show", "-4 route show table all", "-6 route show table all", "nexthop show",
        "-br addr show",
    ];

    private static readonly string[] Settings =
    [
        "net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.all.accept_redirects",
        "net.ipv6.conf.all.forwarding", "net.ipv4.fib_multipath_hash_policy",
    ];

    public static string Take(NetworkNamespace space)
    {
        var text = new StringBuilder();
        foreach (var question in Questions)
        {
            text.AppendLine($"# ip {question}");
            foreach (var line in Lines(space.Ip(question)))
                text.AppendLine(RouteNoise().Replace(line, "").TrimEnd());
        }

        text.AppendLine("# nft -s list ruleset");
        foreach (var line in Lines(space.Run("nft", "-s", "list", "ruleset").Output))
            text.AppendLine(NftNoise().Replace(line, "").TrimEnd());
        foreach (var setting in Settings)
            text.AppendLine($"{setting} = {space.Sysctl(setting)}");
        return text.ToString();
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // What passes by itself: lifetimes, cached link state, hints.
    [GeneratedRegex(@" (expires|valid_lft|preferred_lft) \S+| (dead|linkdown|offload|trap|rt_trap)(?= |$)")]
    private static partial Regex RouteNoise();

    [GeneratedRegex(@" expires \S+| counter packets \d+ bytes \d+| # handle \d+")]
    private static partial Regex NftNoise();
}
