using System.Globalization;
using DualWan.Agent.Control;

namespace DualWan.Agent.Doctor;

/// <summary>The rest of the machine.</summary>
internal static class SystemChecks
{
    /// <summary>Before this the program did not exist: the clock was never set.</summary>
    private const int FirstPlausibleYear = 2024;

    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new(
            "clock-wrong", Severity.Warning, "the clock is wrong",
            "Certificates of https monitors look expired or not yet valid. Forwarding is not affected.",
            "Switch on time synchronisation: timedatectl set-ntp true",
            static input => DoctorChecks.If(
                input.Now.Year < FirstPlausibleYear, input.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        new(
            "low-memory", Severity.Note, "little memory is free",
            "The agent takes about 75 MB, and 200 MB for a moment with a list of 100,000 addresses.",
            "Free some, or add swap",
            static input => MemoryAvailable(input) is { } kilobytes and < 100_000
                ? [new Finding(string.Create(CultureInfo.InvariantCulture, $"{kilobytes / 1000} MB available"))] : []),
    ];

    private static long? MemoryAvailable(DoctorInput input)
    {
        foreach (var line in (input.Box.ReadText("/proc/meminfo") ?? "").Split('\n'))
        {
            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)
                && long.TryParse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
                    out var kilobytes))
                return kilobytes;
        }

        return null;
    }
}
