using System.Text;

namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// What a new connection costs with 200 rules: each names its source, none its port, so that a linear search looks at
/// all of both. Four labs stand side by side and are measured in short turns, so that a busy moment meets all of them.
/// </summary>
internal static class ManyRules
{
    private const int Rules = 200;
    private const int Flows = 3_000;
    private const string Source = "10.0.0.10";

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        using var ours = await BenchRouter.Start(BenchRouter.Balanced(Policy()));
        using var few = await BenchRouter.Start(BenchRouter.Balanced());
        using var plain = NetworkLab.TwoUplinks();
        PlainKernel.Masquerade(plain);
        using var linear = NetworkLab.TwoUplinks();
        PlainKernel.Masquerade(linear);
        linear.Router.Nft(LinearRules());
        NetworkLab[] labs = [ours.Lab, few.Lab, plain, linear];
        Samples[] rates = [.. labs.Select(_ => new Samples("/s"))];
        foreach (var lab in labs)
            DropTheFlows(lab);
        for (var i = 0; i < options.Repeat(60, 15); i++)
        {
            for (var k = 0; k < labs.Length; k++)
                rates[k].Add(Rate(labs[k]));
        }

        report.Add(new Figure($"new connections a second, {Rules} rules, best turn", rates[0])
        {
            Goal = Goal.NotBelow(0.95 * rates[2].Max, Statistic.Max), Floor = rates[2], FloorIs = "plain masquerade",
        });
        report.Add(new Figure("  without a rule", rates[1])
        {
            Goal = Goal.NotBelow(0.95 * rates[2].Max, Statistic.Max), Floor = rates[2], FloorIs = "plain masquerade",
        });
        report.Add(new Figure($"  by hand: masquerade and {Rules} linear nft rules", rates[3])
        {
            Goal = Goal.NotBelow(0, Statistic.Max), Floor = rates[2], FloorIs = "plain masquerade",
        });
        report.Remark($"rules: medians are {rates[0].Median:0} with rules, {rates[1].Median:0} without, "
            + $"{rates[2].Median:0} plain, {rates[3].Median:0} linear. The best of many short turns is what the code "
            + "costs; the median also counts what else ran on the machine.");
    }

    private static double Rate(NetworkLab lab)
    {
        lab.Router.Run("conntrack", "-F");
        return NewFlowRate.Measure(lab.Client, Flows);
    }

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
            text.AppendLine($"  - {{src-address: {Source}, protocol: udp, dst-port: {1000 + i}, uplink: isp{1 + (i % 2)}}}");
        return text.ToString();
    }

    private static string LinearRules()
    {
        var text = new StringBuilder("table ip linear {\n chain pre { type filter hook prerouting priority mangle;\n");
        text.AppendLine("  ct state established accept");
        for (var i = 0; i < Rules; i++)
            text.AppendLine($"  ip saddr {Source} udp dport {1000 + i} meta mark set {1 + (i % 2)} accept");
        return text.AppendLine(" }\n}").ToString();
    }
}
