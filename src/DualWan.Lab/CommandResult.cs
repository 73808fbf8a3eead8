namespace DualWan.Lab;

/// <summary>What a finished command left: its exit code and everything it printed.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Throws with the command and its complaint unless it ended with 0.</summary>
    public CommandResult OrThrow() => ExitCode == 0
        ? this
        : throw new LabException($"`{Command}` ended with {ExitCode}: {(Error + Output).Trim()}");
}
