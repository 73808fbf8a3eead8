using System.Diagnostics;

namespace DualWan.Benchmarks.Measurements;

/// <summary>
/// Eleven lines, one behind the other, in an agent that has just started. The address of each is taken away in turn: the
/// kernel does nothing about that by itself, and no probe has to fail first, so the outage for new flows is the
/// agent's way from the event to the kernel and nothing else. Ten failovers, none of which waits for a recovery.
/// </summary>
internal static class FirstFailover
{
    private const int Failovers = 10;

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        var (first, tenth, difference, all) =
            (Samples.Milliseconds(), Samples.Milliseconds(), Samples.Milliseconds(), Samples.Milliseconds());
        for (var i = 0; i < options.Repeat(7, 2); i++)
        {
            var times = await Run();
            first.Add(times[0]);
            tenth.Add(times[^1]);
            difference.Add(times[0] - times[^1]);
            foreach (var time in times.Skip(1))
                all.Add(time);
        }

        report.Add(new Figure("first failover after start, event to effect", first)
        {
            Floor = tenth, FloorIs = "the tenth",
        });
        report.Add(new Figure("first failover, more than the tenth", difference) { Goal = Goal.AtMost(5) });
        report.Add(new Figure("second to tenth failover, event to effect", all));
    }

    private static async Task<IReadOnlyList<TimeSpan>> Run()
    {
        var lab = new LabBuilder().Lan().Isps(Failovers + 1).DhcpDefaults().Build();
        using var router = await BenchRouter.Start(lab, BenchRouter.Tiers(Failovers + 1));
        using var meter = FlowMeter.Start(lab.Client);
        await Wait.Milliseconds(300);
        var faults = new List<Fault>();
        for (var i = 0; i < Failovers; i++)
        {
            faults.Add(lab.Isps[i].AddressRemoved());
            await Wait.Milliseconds(400);
        }

        var flows = meter.Stop();
        return [.. faults.Select((fault, i) => Outage(flows, fault.BeganAt,
            i + 1 < faults.Count ? faults[i + 1].BeganAt : long.MaxValue))];
    }

    /// <summary>From the first lost flow of a span of time to the first answered after the last lost.</summary>
    private static TimeSpan Outage(FlowReport flows, long from, long until)
    {
        var span = flows.Flows.Where(flow => Stamp(flows, flow) >= from && Stamp(flows, flow) < until).ToList();
        return new FlowReport(flows.StartedAt, span).LossSpan;
    }

    private static long Stamp(FlowReport flows, MeteredFlow flow) =>
        flows.StartedAt + (long)(flow.SentAt.TotalSeconds * Stopwatch.Frequency);
}
