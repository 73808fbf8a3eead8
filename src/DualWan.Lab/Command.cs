using System.ComponentModel;
using System.Diagnostics;

namespace DualWan.Lab;

/// <summary>Starts a tool on the calling thread (and so in its namespace) and waits for it.</summary>
internal static class Command
{
    /// <summary>Runs <paramref name="file"/>; <paramref name="input"/> is its standard input, null for none.</summary>
    public static CommandResult Run(string? input, string file, params string[] arguments)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var text = $"{file} {string.Join(' ', arguments)}";
        using var process = Start(info, text);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        Feed(process, input);
        Task.WaitAll(error, output);
        process.WaitForExit();
        return new CommandResult(text, process.ExitCode, output.Result, error.Result);
    }

    private static Process Start(ProcessStartInfo info, string text)
    {
        try
        {
            return Process.Start(info) ?? throw new LabException($"`{text}` did not start");
        }
        catch (Win32Exception e)
        {
            throw new LabException($"`{text}` did not start: {e.Message}");
        }
    }

    // A tool that fails early closes its end; its own complaint says more than our broken pipe.
    private static void Feed(Process process, string? input)
    {
        try
        {
            using var writer = process.StandardInput;
            if (input is not null)
                writer.Write(input);
        }
        catch (IOException)
        {
        }
    }
}
