using System.Globalization;

namespace DualWan.Agent.Commands;

/// <summary>Puts what a user can't use, and a developer needs, into a file.</summary>
internal static class CrashReport
{
    /// <summary>Returns where the report went: a new file in the temporary directory, or standard error where even
    /// that fails.</summary>
    public static string Write(Exception exception, string[] args, CommandEnvironment environment)
    {
        var time = environment.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var report = $"dualwan {Product.Version}\narguments: {string.Join(' ', args)}\n{exception}\n";
        var path = Path.Combine(Path.GetTempPath(), $"dualwan-report-{time}-{Environment.ProcessId}.txt");
        try
        {
            // CreateNew: the directory is everybody's, and a link put there must not be followed.
            using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
            file.Write(report);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            environment.Error.WriteLine(report);
            return "the lines above";
        }
    }
}
