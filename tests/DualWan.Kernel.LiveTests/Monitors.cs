using System.Collections.Concurrent;
using System.Diagnostics;
using DualWan.Lab;

namespace DualWan.Kernel.LiveTests;

/// <summary>
/// <c>ip monitor all</c> and <c>nft monitor</c> in a namespace. A marker of our own, made with ip and nft, tells when
/// all that came before it has been printed: no sleeping.
/// </summary>
internal sealed class Monitors : IDisposable
{
    private readonly NetworkNamespace _space;
    private readonly Process[] _processes;
    private readonly ConcurrentQueue<string> _lines = new();

    public Monitors(NetworkNamespace space)
    {
        _space = space;
        // stdbuf: into a pipe both would keep their lines back.
        _processes = [Start("ip", "monitor", "link", "address", "route", "rule", "nexthop"), Start("nft", "monitor")];
    }

    /// <summary>What was printed since the last check, between two markers.</summary>
    public string Check(string marker)
    {
        var deadline = Stopwatch.GetTimestamp();
        var seen = new List<string>();
        var (ip, nft) = (false, false);
        while (!ip || !nft)
        {
            Mark(marker);
            while (_lines.TryDequeue(out var line))
            {
                ip |= line.Contains("31999:", StringComparison.Ordinal);
                nft |= line.Contains($"marker_{marker}", StringComparison.Ordinal);
                if (!IsMarker(line))
                    seen.Add(line);
            }

            Assert.True(Stopwatch.GetElapsedTime(deadline).TotalSeconds < 10, "the monitors do not print");
        }

        return string.Join('\n', seen);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static bool IsMarker(string line) => line.Length == 0
        || line.Contains("31999:", StringComparison.Ordinal) || line.Contains("marker_", StringComparison.Ordinal)
        || line.StartsWith("# new generation", StringComparison.Ordinal);

    private void Mark(string marker)
    {
        _space.Ip("rule add pref 31999 from 203.0.113.0/24 lookup 250");
        _space.Ip("rule del pref 31999");
        _space.Nft($"add table ip marker_{marker}\ndelete table ip marker_{marker}");
        _space.Nft($"add table ip marker_{marker}");
        _space.Nft($"delete table ip marker_{marker}");
    }

    private Process Start(params string[] command)
    {
        var info = new ProcessStartInfo("stdbuf", ["-oL", .. command]) { RedirectStandardOutput = true };
        var process = _space.Start(info);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line)
                _lines.Enqueue(line);
        };
        process.BeginOutputReadLine();
        return process;
    }
}
