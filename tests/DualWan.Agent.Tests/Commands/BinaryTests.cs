using System.Diagnostics;
using DualWan.Agent.Tests.Support;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Commands;

/// <summary>The built program as a user starts it.</summary>
public sealed class BinaryTests
{
    [Theory]
    [InlineData("--version", 0)]
    [InlineData("status", 3)]
    [InlineData("nonsense", 64)]
    [InlineData("check /nonexistent", 1)]
    public void Ends_with_the_exit_code_of_the_design(string line, int expected)
    {
        using var directory = new TemporaryDirectory();
        var arguments = line.Split(' ');
        if (arguments[0] == "status")
            arguments = [.. arguments, "--runtime-dir", directory.Path];

        var (exitCode, output, error, _) = Run(arguments);

        Assert.Equal(expected, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(expected == 0, output.Length > 0);
    }

    /// <summary>design.md section 8: the client verbs do not load the server.</summary>
    [Fact]
    public async Task A_client_verb_loads_neither_the_web_server_nor_the_yaml_reader()
    {
        await using var server = await RunningServer.StartAsync();

        var (exitCode, _, _, maps) = Run(["events", "--follow", "--runtime-dir", server.Directory], lookAtMaps: true);

        Assert.Equal(137, exitCode);
        Assert.Contains("dualwan.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.AspNetCore", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("YamlDotNet", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("DualWan.Kernel", maps, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Error, string Maps) Run(string[] arguments,
        bool lookAtMaps = false)
    {
        var info = new ProcessStartInfo(AgentProcess.Binary, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(info)!;
        var maps = "";
        if (lookAtMaps)
        {
            maps = Mapped(process);
            process.Kill();
        }

        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result, maps);
    }

    /// <summary>The mapped files once the socket code is there: then the request is on its way.</summary>
    private static string Mapped(Process process)
    {
        var text = "";
        for (var deadline = Stopwatch.StartNew(); deadline.Elapsed < TimeSpan.FromSeconds(10);)
        {
            text = File.ReadAllText($"/proc/{process.Id}/maps");
            if (text.Contains("System.Net.Sockets", StringComparison.Ordinal)
                && text.Contains("System.Text.Json", StringComparison.Ordinal))
                break;
            Thread.Sleep(20);
        }

        Thread.Sleep(100);
        return File.ReadAllText($"/proc/{process.Id}/maps");
    }
}
