using System.Text;

namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// What a new connection costs with 200 rules: each names its source, none its port, so that a linear search looks at
/// all of both. The labs stand side by side and are measured in short turns, so that a busy moment meets all of them.
/// </summary>
internal static class ManyRules
{
    private const int Rules = 200;
    private const int UdpTurn = 1_000;
    private const int TcpTurn = 200;
    private const string Source = "10.0.0.10";

    private static readonly string[] Protocols = ["tcp", "udp"];

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        using var ours = await BenchRouter.Start(BenchRouter.Balanced(Policy()));
        using var few = await BenchRouter.Start(BenchRouter.Balanced());
        using var plain = NetworkLab.TwoUplinks();
        PlainKernel.Masquerade(plain);
        using var linear = NetworkLab.TwoUplinks();
        PlainKernel.Masquerade(linear);
        linear.Router.Nft(LinearRules());
        using var layout = NetworkLab.TwoUplinks();
        KernelLayout.Apply(layout);
        NetworkLab[] labs = [plain, ours.Lab, few.Lab, linear, layout];
        foreach (var lab in labs)
            DropTheFlows(lab);
        Compare(options, report, "TCP connections a second", labs, lab => TcpConnectRate.Measure(lab, TcpTurn));
        Compare(options, report, "first packets a second (UDP)", labs,
            lab => NewFlowRate.Measure(lab.Client, UdpTurn, Source));
    }

    private static void Compare(BenchmarkOptions options, BenchmarkReport report, string what, NetworkLab[] labs,
        Func<NetworkLab, double> rate)
    {
        Samples[] rates = [.. labs.Select(_ => new Samples("/s"))];
        for (var i = 0; i < options.Repeat(80, 15); i++)
        {
            for (var k = 0; k < labs.Length; k++)
            {
                labs[k].Router.Run("conntrack", "-F");
                rates[k].Add(rate(labs[k]));
            }
        }

        var plain = rates[0];
        var goal = Goal.NotBelow(0.95 * plain.Max, Statistic.Max);
        report.Add(Row($"{what}, {Rules} rules, best turn", rates[1], plain) with { Goal = goal });
        report.Add(Row("  without a rule", rates[2], plain));
        report.Add(Row($"  by hand: masquerade and {Rules} linear nft rules", rates[3], plain));
        report.Add(Row("  by hand: pins and guard, no rule", rates[4], plain));
        report.Remark($"{what}: medians are {plain.Median:0} plain, {rates[1].Median:0} with rules, "
            + $"{rates[2].Median:0} without, {rates[3].Median:0} linear, {rates[4].Median:0} by hand. The best of many "
            + "short turns is what the packets' way costs; the median also counts what else ran on the machine.");
    }

    private static Figure Row(string what, Samples measured, Samples plain) => new(what, measured)
    {
        Floor = plain, FloorIs = "plain masquerade", Shown = Statistic.Max,
    };

    /// <summary>At the ISP's door, so that the answers are not measured too; probes pass.</summary>
    private static void DropTheFlows(NetworkLab lab)
    {
        foreach (var isp in lab.Isps)
            isp.Namespace.Nft("add rule inet lab f_loss udp dport 7 drop");
    }

    private static string Policy()
    {
        var text = new StringBuilder("rules:\n");
        for (var i = 0; i < Rules; i++)
            text.AppendLine($"  - {{src-address: {Source}, protocol: {Protocols[i % 2]}, dst-port: {1000 + i}, uplink: isp{1 + (i / 2 % 2)}}}");
        return text.ToString();
    }

    private static string LinearRules()
    {
        var text = new StringBuilder("table ip linear {\n chain pre { type filter hook prerouting priority mangle;\n");
        text.AppendLine("  ct state established accept");
        for (var i = 0; i < Rules; i++)
            text.AppendLine($"  ip saddr {Source} {Protocols[i % 2]} dport {1000 + i} meta mark set {1 + (i / 2 % 2)} accept");
        return text.AppendLine(" }\n}").ToString();
    }
}
