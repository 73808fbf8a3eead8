using System.Globalization;
using DualWan.ScenarioTests.Reports;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.BadDays;

/// <summary>
/// Hours of bad days, one after the other, on one agent; no part of the test run. To run it for an hour:
/// <code>
/// dotnet build tests/DualWan.ScenarioTests -c Release
/// DUALWAN_SOAK_MINUTES=60 artifacts/bin/DualWan.ScenarioTests/release/DualWan.ScenarioTests \
///     --filter-class '*SoakTests'
/// </code>
/// Without the variable there is no such test. DUALWAN_SOAK_SEED repeats the order of another run.
/// </summary>
public sealed class SoakTests
{
    private const int KilobytesOfGrowth = 40_000;

    [SoakFact]
    public async Task An_agent_that_has_seen_every_fault_for_hours_is_like_a_fresh_one()
    {
        var until = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(Number(SoakFactDiscoverer.Variable, 1));
        var seed = (int)Number("DUALWAN_SOAK_SEED", Environment.TickCount);
        var random = new Random(seed);
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        var (rounds, memory, files) = (0, 0L, 0);

        while (DateTimeOffset.UtcNow < until)
        {
            var kind = random.Next(8);
            await OneDay(scenario, kind, random);
            var where = $"seed {seed}, round {rounds}, kind {kind}";
            await Recovered(scenario, before, where);
            Assert.True(scenario.Leaked == 0, $"{where}: {scenario.Leaked} packets with a wrong source");
            rounds++;
            if (kind == 0 || rounds == 20)
                (memory, files) = (Resident(scenario), OpenFiles(scenario));
            if (rounds > 20)
            {
                Assert.True(Resident(scenario) < memory + KilobytesOfGrowth, $"{where}: {Resident(scenario)} kB");
                Assert.True(OpenFiles(scenario) <= files + 20, $"{where}: {OpenFiles(scenario)} descriptors");
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{rounds} rounds, seed {seed}, {Resident(scenario)} kB resident");
    }

    private static async Task OneDay(Scenario scenario, int kind, Random random)
    {
        var isp = scenario.Lab.Isps[random.Next(2)];
        using var meter = FlowMeter.Start(
            scenario.Lab.Client, new FlowMeterOptions { PerSecond = 200, Grace = TimeSpan.FromSeconds(1) });
        switch (kind)
        {
            case 0:
                await scenario.Agent.Restart(30);
                break;
            case 1:
                await During(isp.UpstreamDead(), random);
                break;
            case 2:
                await During(isp.LinkDown(), random);
                break;
            case 3:
                await During(isp.AdminDown(), random);
                break;
            case 4:
                isp.Flap(TimeSpan.FromMilliseconds(random.Next(1, 50)));
                break;
            case 5:
                await During(isp.InterfaceGone(), random);
                break;
            case 6:
                scenario.Lab.Router.TryIp("nexthop flush proto 215");
                scenario.Lab.Router.TryIp("rule del pref 20502");
                break;
            default:
                scenario.Agent.WritePolicy(Scenario.TwoLines("rules:\n  - {dst-address: 192.0.2.130, uplink: isp2}\n"));
                scenario.Agent.Reload().OrThrow();
                scenario.Agent.WritePolicy(Scenario.TwoLines());
                scenario.Agent.Reload().OrThrow();
                break;
        }

        meter.Stop();
    }

    private static async Task During(Fault fault, Random random)
    {
        using (fault)
            await Task.Delay(random.Next(10, 3000), TestContext.Current.CancellationToken);
    }

    /// <summary>A line that is held back because it flapped is let in again, as a person would.</summary>
    private static async Task Recovered(Scenario scenario, string before, string where)
    {
        foreach (var isp in scenario.Lab.Isps)
        {
            await Eventually.True(
                () => scenario.Agent.UplinkState(isp.Name) is "up" or "standby", $"{isp.Name} is back ({where})", 60);
            scenario.Agent.Cli("uplink", "failback", isp.Name);
            await scenario.UplinkIs(isp.Name, "up", 60);
        }

        var expected = Comparable(before);
        await Eventually.Value(() => string.Join('\n', Comparable(scenario.Router.Dump()).Except(expected).Select(
            static line => "+ " + line).Concat(expected.Except(Comparable(scenario.Router.Dump())).Select(
            static line => "- " + line))), static text => text.Length == 0, $"all is as before ({where})", 60);
        var report = scenario.Flows();
        Assert.True(report.Lost.Count == 0, $"{where}: {report}");
    }

    /// <summary>An interface that was made again has another number and another link-local address.</summary>
    private static HashSet<string> Comparable(string dump) =>
    [
        .. dump.Split('\n').Where(static line => !line.Contains("@if", StringComparison.Ordinal)
            && !line.Contains("fe80::", StringComparison.Ordinal)),
    ];

    private static long Resident(Scenario scenario) => long.Parse(
        File.ReadLines($"/proc/{scenario.Agent.Id}/status").Single(static line =>
            line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static int OpenFiles(Scenario scenario) =>
        Directory.GetFileSystemEntries($"/proc/{scenario.Agent.Id}/fd").Length;

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Float, CultureInfo.InvariantCulture,
            out var value) ? value : otherwise;
}
