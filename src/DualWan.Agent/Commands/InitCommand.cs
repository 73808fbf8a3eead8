using System.CommandLine;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan init</c></summary>
internal static class InitCommand
{
    public static Command Create(CommandFactory verbs)
    {
        var force = new Option<bool>("--force", "-f") { Description = "Overwrite a file that is there" };
        return verbs.Create(
            "init", "Look at this box and write a commented policy file", static _ => throw new CommandException(
                ExitCode.Refused, "not in this build yet"), verbs.Options.Config, force, verbs.Options.Json);
    }
}
