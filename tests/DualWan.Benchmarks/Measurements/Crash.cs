using System.Diagnostics;

namespace DualWan.Benchmarks.Measurements;

/// <summary>The agent is killed under load and started again: packets and the kernel's state are the judges.</summary>
internal static class Crash
{
    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        var (lost, different, ready, floor) =
            (new Samples("flows"), new Samples("lines"), Samples.Milliseconds(), new Samples("flows"));
        using var router = await BenchRouter.Start(BenchRouter.Balanced());
        using var plain = NetworkLab.TwoUplinks();
        PlainKernel.MainAndBackup(plain);
        var inspector = new LabRouter(router.Lab.Router);
        var sent = 0;
        for (var i = 0; i < options.Repeat(7, 2); i++)
        {
            var before = inspector.Dump();
            using var meter = FlowMeter.Start(router.Lab.Client);
            using var call = UdpFlow.Start(router.Lab.Client);
            await Wait.Milliseconds(300);
            router.Agent.Kill();
            var start = Stopwatch.GetTimestamp();
            router.Agent.Launch();
            await router.Agent.Ready(30);
            ready.Add(Stopwatch.GetElapsedTime(start));
            await Wait.Milliseconds(500);
            var flows = meter.Stop();
            sent += flows.Sent;
            lost.Add(flows.Lost.Count + call.Stop().Lost);
            different.Add(Differences(before, inspector.Dump()));
            floor.Add(FlowMeter.Measure(plain.Client, TimeSpan.FromSeconds(1)).Lost.Count);
        }

        report.Add(new Figure("kill -9 and start: lost of 1,000 flows/s and a call", lost)
        {
            Goal = Goal.AtMost(0, Statistic.Max), Floor = floor, FloorIs = "nobody killed",
        });
        report.Add(new Figure("kill -9 and start: changed lines of the kernel's state", different)
        {
            Goal = Goal.AtMost(0, Statistic.Max),
        });
        report.Add(new Figure("kill -9 and start: start to READY (first verdict)", ready));
        report.Remark($"crash: {sent} new flows were sent meanwhile; wrong sources seen by the ISPs: {router.Leaked}.");
    }

    private static int Differences(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        return old.Except(now).Count() + now.Except(old).Count();
    }
}
