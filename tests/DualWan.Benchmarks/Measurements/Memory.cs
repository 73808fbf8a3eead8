using System.Diagnostics;
using System.Globalization;

namespace DualWan.Benchmarks.Measurements;

/// <summary>Two lines with two monitors each, after half a minute: as built here, and published as one trimmed file.</summary>
internal static class Memory
{
    private const string Policy = """
        uplinks:
          isp1: {interface: wan1, monitors: [1.1.1.1, 8.8.8.8]}
          isp2: {interface: wan2, monitors: [1.1.1.1, 8.8.8.8]}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """;

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        var published = Publish();
        await MeasureOne(options, report, "framework-dependent", AgentProcess.Binary, 75);
        await MeasureOne(options, report, "published, trimmed", published, 45);
        report.Remark($"memory: the published file has {new FileInfo(published).Length / 1e6:0.0} MB.");
    }

    /// <summary>The resident set in megabytes.</summary>
    public static Samples Resident(int process)
    {
        var samples = new Samples("MB");
        samples.Add(Status(process, "VmRSS"));
        return samples;
    }

    private static async Task MeasureOne(
        BenchmarkOptions options, BenchmarkReport report, string what, string program, double goal)
    {
        var (resident, own, applied, ready) =
            (new Samples("MB"), new Samples("MB"), Samples.Milliseconds(), Samples.Milliseconds());
        for (var i = 0; i < options.Repeat(5, 2); i++)
        {
            using var lab = NetworkLab.TwoUplinks();
            using var agent = AgentProcess.Prepare(lab.Router, Policy, program: program);
            using var meter = FlowMeter.Start(lab.Client);
            var start = Stopwatch.GetTimestamp();
            agent.Launch();
            await agent.Ready(60);
            ready.Add(Stopwatch.GetElapsedTime(start));
            await Wait.Milliseconds(300);
            applied.Add(FirstAnswered(meter.Stop(), start));
            agent.Status();
            await Wait.Milliseconds(options.Quick ? 3_000 : 15_000);
            resident.Add(Status(agent.Id, "VmRSS"));
            own.Add(Status(agent.Id, "RssAnon"));
        }

        report.Add(new Figure($"resident memory, {what}", resident) { Goal = Goal.AtMost(goal) });
        report.Add(new Figure("  of which its own (not mapped files)", own));
        report.Add(new Figure("  start to the first forwarded flow", applied));
        report.Add(new Figure("  start to READY (first verdict)", ready));
    }

    /// <summary>The router forwards last of all: whoever is answered finds everything in place.</summary>
    private static TimeSpan FirstAnswered(FlowReport flows, long since) =>
        flows.Flows.First(static flow => flow.Seen is not null).SentAt - Stopwatch.GetElapsedTime(flows.StartedAt, since);

    private static double Status(int process, string key)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(one => one.StartsWith(key + ":", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) / 1000;
    }

    private static string Publish()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "benchmarks", "published");
        Command.Run(null, "dotnet", "publish", Path.Combine(Repository.Root, "src", "DualWan.Agent"), "-c", "Release",
            "-o", folder, "--nologo").OrThrow();
        return Path.Combine(folder, "dualwan");
    }
}
