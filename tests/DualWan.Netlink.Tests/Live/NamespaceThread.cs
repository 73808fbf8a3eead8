using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Xunit;

namespace DualWan.Netlink.Tests.Live;

/// <summary>
/// Runs a test body on a thread of its own in a fresh network namespace. The thread is left to die with it; processes
/// started there stay in the namespace.
/// </summary>
internal static partial class NamespaceThread
{
    // include/uapi/linux/sched.h
    private const int CLONE_NEWNET = 0x40000000;

    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var refused = false;
        var thread = new Thread(() =>
        {
            try
            {
                refused = unshare(CLONE_NEWNET) != 0;
                if (!refused)
                    body();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        Assert.SkipWhen(refused, "no right to make a network namespace");
        failure?.Throw();
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

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);
}
