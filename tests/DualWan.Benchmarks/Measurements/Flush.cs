using System.Diagnostics;
using DualWan.Netlink.Conntrack;

namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// 100,000 connections, half of them pinned to each line by the agent's own rules; one half is forgotten: by our one
/// message, and by <c>conntrack -D</c>.
/// </summary>
internal static class Flush
{
    private const int Half = 50_000;
    private const uint PinMask = 0x9f00_0000;

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        const string Rules = """
            rules:
              - {protocol: udp, dst-port: 7, uplink: isp1}
              - {protocol: udp, dst-port: 80, uplink: isp2}

            """;
        using var router = await BenchRouter.Start(BenchRouter.Balanced(Rules));
        var lab = router.Lab;
        foreach (var isp in lab.Isps)
            isp.Namespace.Nft("add rule inet lab f_loss udp dport { 7, 80 } drop");
        lab.Router.Sysctl(("net.netfilter.nf_conntrack_udp_timeout", "600"));
        var (ours, tool) = (Samples.Milliseconds(), Samples.Milliseconds());
        for (var i = 0; i < options.Repeat(7, 2); i++)
        {
            ours.Add(Forget(lab, () => OneMessage(lab)));
            tool.Add(Forget(lab, () => ByTool(lab)));
        }

        report.Add(new Figure("flush of 50,000 among 100,000", ours)
        {
            Goal = Goal.AtMost(50), Floor = tool, FloorIs = "conntrack -D",
        });
    }

    /// <summary>Fills the table, forgets one half, and looks that it was that half and nothing else.</summary>
    private static TimeSpan Forget(NetworkLab lab, Func<TimeSpan> forget)
    {
        Fill(lab);
        var before = Count(lab);
        var time = forget();
        var gone = before - Count(lab);
        // A few entries of the agent's own probes come and go meanwhile.
        return before >= 2 * Half && gone is > Half - 100 and < Half + 100
            ? time
            : throw new LabException($"{gone} of {before} connections were forgotten");
    }

    private static int Count(NetworkLab lab) => int.Parse(lab.Router.Run("conntrack", "-C").Output.Trim());

    private static void Fill(NetworkLab lab)
    {
        lab.Router.Run("conntrack", "-F");
        NewFlowRate.Measure(lab.Client, Half, port: 7);
        NewFlowRate.Measure(lab.Client, Half, port: 80);
    }

    private static TimeSpan OneMessage(NetworkLab lab) => lab.Router.Do(() =>
    {
        using var conntrack = ConntrackClient.Open();
        var start = Stopwatch.GetTimestamp();
        conntrack.Flush(new MarkFilter(0x8100_0000, PinMask));
        return Stopwatch.GetElapsedTime(start);
    });

    private static TimeSpan ByTool(NetworkLab lab)
    {
        var start = Stopwatch.GetTimestamp();
        lab.Router.Run("conntrack", "-D", "-m", "0x81000000/0x9f000000");
        return Stopwatch.GetElapsedTime(start);
    }
}
