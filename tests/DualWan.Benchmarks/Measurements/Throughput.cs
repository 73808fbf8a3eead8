using System.Diagnostics;
using System.Text.Json;

namespace DualWan.Benchmarks.Measurements;

/// <summary>One TCP stream from the LAN to the Internet host by iperf3, with the agent and without, in turn.</summary>
internal static class Throughput
{
    private const string Server = "192.0.2.80";

    public static async Task Measure(BenchmarkOptions options, BenchmarkReport report)
    {
        using var ours = await BenchRouter.Start(BenchRouter.Balanced());
        using var plain = NetworkLab.TwoUplinks();
        PlainKernel.Masquerade(plain);
        var (with, without, ratio) = (new Samples("Gbit/s"), new Samples("Gbit/s"), new Samples(""));
        for (var i = 0; i < options.Repeat(7, 2); i++)
        {
            var pair = (Ours: Stream(ours.Lab), Plain: Stream(plain));
            with.Add(pair.Ours);
            without.Add(pair.Plain);
            ratio.Add(pair.Ours / pair.Plain);
        }

        report.Add(new Figure("throughput of one TCP stream", with) { Floor = without, FloorIs = "plain masquerade" });
        report.Add(new Figure("  the same as a ratio, pair by pair", ratio));
    }

    private static double Stream(NetworkLab lab)
    {
        using var server = lab.Internet.Start(new ProcessStartInfo("iperf3", ["-s", "-1", "--forceflush", "-B", Server])
        {
            RedirectStandardOutput = true,
        });
        // The server says "Server listening" when it does.
        while (server.StandardOutput.ReadLine() is { } line && !line.Contains("listening", StringComparison.Ordinal))
        {
        }

        var answer = lab.Client.Run("iperf3", "-c", Server, "-t", "2", "-J").Output;
        using var json = JsonDocument.Parse(answer);
        server.WaitForExit(TimeSpan.FromSeconds(5));
        return json.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second")
            .GetDouble() / 1e9;
    }
}
