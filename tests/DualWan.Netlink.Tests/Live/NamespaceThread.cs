using System.Diagnostics;
using DualWan.Testing;
using Xunit;

namespace DualWan.Netlink.Tests.Live;

/// <summary>
/// Runs a test body on the thread of a throw-away network namespace; processes started there stay in it.
/// </summary>
internal static class NamespaceThread
{
    public static void Run(Action body)
    {
        using var space = new LiveNamespace();
        space.Do(body);
    }

    /// <summary>Runs one of the judges (or a set-up command) and returns what it printed.</summary>
    public static string Command(string file, string arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{file} {arguments}: {error.Result}");
        return output;
    }

    public static string Ip(string arguments) => Command("ip", arguments);
}
