using System.Diagnostics;

namespace DualWan.Lab;

/// <summary>
/// A long-running program in a namespace of the lab, with its output in a file: it can outlive the process that started
/// it, as a lab that is kept needs.
/// </summary>
internal sealed class LabProgram : IDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private bool _kept;

    private LabProgram(Process process, string output)
    {
        _process = process;
        OutputFile = output;
    }

    public string OutputFile { get; }

    public bool Running => !_process.HasExited;

    /// <summary>Everything it has printed so far.</summary>
    public string Output => File.Exists(OutputFile) ? File.ReadAllText(OutputFile) : "";

    public static LabProgram Start(NetworkNamespace space, string output, string program, params string[] arguments)
    {
        // The shell only opens the file and is replaced by the program.
        var info = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >\"$DWLAB_OUTPUT\" 2>&1", program,
            .. arguments])
        {
            Environment = { ["DWLAB_OUTPUT"] = output, ["NO_COLOR"] = "1" },
        };
        return new LabProgram(space.Start(info), output);
    }

    /// <summary>Lets it run on when this object goes.</summary>
    public void Keep() => _kept = true;

    public void Dispose()
    {
        if (!_kept && Running)
        {
            _ = Interop.LabLibc.Kill(_process.Id, SigTerm);
            if (!_process.WaitForExit(StopPatience))
                _process.Kill();
        }

        _process.Dispose();
    }
}
