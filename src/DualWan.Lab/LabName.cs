using System.Globalization;
using System.Text.RegularExpressions;

namespace DualWan.Lab;

/// <summary>
/// Names of labs: <c>dwPIDtSTARTnN</c>. The start time tells a process from a later one with the same number, so
/// leftovers are known without a lock file.
/// </summary>
internal static partial class LabName
{
    private static int _count;

    /// <summary>A name that no other lab on the machine has.</summary>
    public static string Next() =>
        $"dw{Environment.ProcessId}t{StartTime(Environment.ProcessId)}n{Interlocked.Increment(ref _count)}";

    /// <summary>True for a namespace of ours whose process no longer lives.</summary>
    public static bool IsOfDeadProcess(string name)
    {
        var match = Pattern().Match(name);
        return match.Success
            && StartTime(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) != match.Groups[2].Value;
    }

    [GeneratedRegex(@"^dw(\d+)t([0-9a-z]+)n\d+-")]
    private static partial Regex Pattern();

    // Field 22 of /proc/PID/stat, counted after the command's closing bracket; "gone" matches no name.
    private static string StartTime(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
