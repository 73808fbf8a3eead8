namespace DualWan.Agent;

/// <summary>
/// Ends the process with a line for the user: what is wrong, and what to do about it. The message is complete and
/// written for a person; the text of another exception never gets here.
/// </summary>
internal sealed class CommandException(ExitCode exitCode, string message, string? hint = null) : Exception(message)
{
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>What to do or to type, or null.</summary>
    public string? Hint { get; } = hint;
}
