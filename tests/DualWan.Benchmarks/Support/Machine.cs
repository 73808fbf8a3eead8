using System.Globalization;

namespace DualWan.Benchmarks.Support;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    /// <summary>The three load averages.</summary>
    public static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    public static string Describe()
    {
        var processor = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return string.Create(CultureInfo.InvariantCulture, $"""
            {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {processor}, {Environment.ProcessorCount} CPUs
            .NET {Environment.Version}, load average at the start: {Load()}
            """);
    }
}
