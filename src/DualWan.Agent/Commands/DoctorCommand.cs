using System.CommandLine;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(CommandFactory verbs) => verbs.Create(
        "doctor", "Say what on this box would get in the way", static _ => throw new CommandException(
            ExitCode.Refused, "not in this build yet"), verbs.Options.Config, verbs.Options.Json);
}
