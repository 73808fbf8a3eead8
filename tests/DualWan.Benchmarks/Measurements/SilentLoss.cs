using System.Diagnostics;

namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// The gateway is well, nothing passes through it: only probes can tell. New flows, a telephone call, a TCP client that
/// speaks and one that only listens are all under way; the end of the outage for new flows is the detection, and the
/// others are counted from it. From packets alone: the agent is not asked.
/// </summary>
internal static class SilentLoss
{
    private const double FlowsPerSecond = 500;
    private const double ByHandPatience = 3;

    public static Task MeasureDefault(BenchmarkOptions options, BenchmarkReport report) => Measure(
        options, report, "default profile", "", TimeSpan.FromSeconds(1), (1000, 1500));

    public static Task MeasureFast(BenchmarkOptions options, BenchmarkReport report) => Measure(
        options, report, "100 ms x 3", "health: {interval: 100ms, failures: 3}\n", TimeSpan.FromMilliseconds(100),
        (350, 0));

    private static async Task Measure(BenchmarkOptions options, BenchmarkReport report, string profile, string health,
        TimeSpan interval, (double Mean, double Worst) goal)
    {
        var runs = options.Repeat(12, 3);
        var (ours, byHand) = (new SilentOutcome(), new SilentOutcome());
        (double Mean, double Worst) predicted = default;
        for (var i = 0; i < runs; i++)
        {
            using var router = await BenchRouter.Start(BenchRouter.Tiers(2, health));
            predicted = router.Predicted("isp1");
            // The moment of the fault goes through the interval: what is meant is the line's death, not the round's.
            await Run(router.Lab, ours, interval * ((i + Random.Shared.NextDouble()) / runs), 10, null);
        }

        for (var i = 0; i < options.Repeat(5, 2); i++)
        {
            using var lab = NetworkLab.TwoUplinks();
            PlainKernel.MainAndBackup(lab);
            await Run(lab, byHand, TimeSpan.Zero, ByHandPatience, () => PlainKernel.MoveToSecond(lab));
        }

        Report(report, profile, goal, ours, byHand);
        report.Remark($"silent, {profile}: status predicts a mean of {predicted.Mean:0} ms, at worst "
            + $"{predicted.Worst:0} ms; measured are mean {ours.Detection.Mean:0} ms, worst {ours.Detection.Max:0} ms. "
            + "A plain kernel never moves by itself; the floor of the others is a route moved by hand at once.");
    }

    private static void Report(BenchmarkReport report, string profile, (double Mean, double Worst) goal,
        SilentOutcome ours, SilentOutcome byHand)
    {
        const string Never = "never moves";
        report.Add(new Figure($"silent, {profile}: detection, mean", ours.Detection)
        {
            Goal = Goal.AtMost(goal.Mean, Statistic.Mean), FloorIs = Never,
        });
        if (goal.Worst > 0)
        {
            report.Add(new Figure($"silent, {profile}: detection, worst", ours.Detection)
            {
                Goal = Goal.AtMost(goal.Worst, Statistic.Max), FloorIs = Never,
            });
        }

        report.Add(new Figure($"silent, {profile}: existing UDP flow, after detection", ours.Call)
        {
            Goal = Goal.AtMost(20), Floor = byHand.Call, FloorIs = "moved by hand",
        });
        AddTcp(report, $"silent, {profile}: TCP sender", ours.Sender, byHand.Sender);
        AddTcp(report, $"silent, {profile}: TCP receiver", ours.Receiver, byHand.Receiver);
        report.Add(new Figure($"silent, {profile}: wrong sources", ours.Wrong)
        {
            Goal = Goal.AtMost(0, Statistic.Max), Floor = byHand.Wrong, FloorIs = "moved by hand",
        });
    }

    private static void AddTcp(BenchmarkReport report, string what, TcpOutcome ours, TcpOutcome byHand)
    {
        report.Add(new Figure($"{what} told, after detection", ours.Told)
        {
            Floor = byHand.Told, FloorIs = byHand.Never,
        });
        report.Add(new Figure($"{what} connected anew, after detection", ours.Connected)
        {
            Goal = Goal.AtMost(250), Floor = byHand.Connected, FloorIs = byHand.Never,
        });
    }

    /// <param name="move">Done 300 ms after the fault; null where an agent is there to do it.</param>
    private static async Task Run(
        NetworkLab lab, SilentOutcome outcome, TimeSpan moment, double patience, Action? move)
    {
        using var call = UdpFlow.Start(lab.Client, "192.0.2.81");
        using var sender = await TcpFlow.Start(lab.Client, TcpFlowKind.Sender, "192.0.2.82");
        using var receiver = await TcpFlow.Start(lab.Client, TcpFlowKind.Receiver, "192.0.2.83");
        using var meter = FlowMeter.Start(lab.Client, new FlowMeterOptions { PerSecond = FlowsPerSecond });
        await Wait.Milliseconds(300 + moment.TotalMilliseconds);
        using var fault = lab.Isp1.UpstreamDead();
        if (move is not null)
        {
            await Wait.Milliseconds(300);
            move();
        }

        await Wait.Within(() => sender.ConnectedAfter(fault.AppliedAt) is not null
            && receiver.ConnectedAfter(fault.AppliedAt) is not null, patience);
        await Wait.Milliseconds(300);
        var flows = meter.Stop();
        var moved = End(flows);
        outcome.Detection.Add(flows.LossSpan);
        if (call.Stop().ResumedAfter(moved) is { } resumed)
            outcome.Call.Add(resumed);
        outcome.Sender.Add(sender, fault.AppliedAt, moved, patience);
        outcome.Receiver.Add(receiver, fault.AppliedAt, moved, patience);
        outcome.Wrong.Add(BenchRouter.Leaks(lab));
    }

    /// <summary>The monotonic stamp of the first new flow that was answered after the last lost one.</summary>
    private static long End(FlowReport flows)
    {
        var lost = flows.Lost[^1].SentAt;
        var first = flows.Flows.FirstOrDefault(flow => flow.Seen is not null && flow.SentAt > lost)
            ?? throw new LabException("new flows never came back");
        return flows.StartedAt + (long)(first.SentAt.TotalSeconds * Stopwatch.Frequency);
    }
}
