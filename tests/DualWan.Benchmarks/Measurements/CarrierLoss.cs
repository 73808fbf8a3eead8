namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// The ISP's end goes down under 1,000 new flows a second. Each sample has a lab of its own: a line that comes and goes
/// would be damped.
/// </summary>
internal static class CarrierLoss
{
    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        await Compare(options, report, "main and backup", BenchRouter.Tiers(2), PlainKernel.MainAndBackup);
        await Compare(options, report, "both lines", BenchRouter.Balanced(), PlainKernel.Balanced);
    }

    private static async Task Compare(
        BenchmarkOptions options, BenchmarkReport report, string what, string policy, Action<NetworkLab> byHand)
    {
        var (ours, plain) = (new Outcome(), new Outcome());
        for (var i = 0; i < options.Repeat(7, 2); i++)
        {
            using (var router = await BenchRouter.Start(policy))
                await Lose(router.Lab, ours);
            using var lab = NetworkLab.TwoUplinks();
            byHand(lab);
            await Lose(lab, plain);
        }

        report.Add(new Figure($"carrier lost, {what}: lost of 1,000 flows/s", ours.Lost)
        {
            Goal = Goal.AtMost(5), Floor = plain.Lost, FloorIs = "by hand",
        });
        report.Add(new Figure($"carrier lost, {what}: longest gap", ours.Gap)
        {
            Goal = Goal.AtMost(5), Floor = plain.Gap, FloorIs = "by hand",
        });
        report.Add(new Figure($"carrier lost, {what}: wrong sources", ours.Wrong)
        {
            Goal = Goal.AtMost(0, Statistic.Max), Floor = plain.Wrong, FloorIs = "by hand",
        });
    }

    private static async Task Lose(NetworkLab lab, Outcome outcome)
    {
        using var meter = FlowMeter.Start(lab.Client);
        await Wait.Milliseconds(500);
        using var fault = lab.Isp1.LinkDown();
        await Wait.Milliseconds(1000);
        var flows = meter.Stop();
        outcome.Lost.Add(flows.Lost.Count);
        outcome.Gap.Add(flows.LongestGap);
        outcome.Wrong.Add(BenchRouter.Leaks(lab));
    }

    /// <summary>What one side of the comparison had.</summary>
    private sealed class Outcome
    {
        public Samples Lost { get; } = new("flows");

        public Samples Gap { get; } = Samples.Milliseconds();

        public Samples Wrong { get; } = new("packets");
    }
}
