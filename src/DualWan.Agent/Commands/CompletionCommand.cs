using System.CommandLine;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan completion bash|zsh|fish</c></summary>
internal static class CompletionCommand
{
    public static Command Create(CommandFactory verbs, RootCommand root)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        CommandFactory.OneOf(shell.Validators, "completion", "bash", "zsh", "fish");
        return verbs.Create(
            "completion", "Print a completion script: source <(dualwan completion bash)",
            context =>
            {
                context.Out.Write(CompletionScript.For(context.Get(shell)!, root));
                return ExitCode.Done;
            }, shell);
    }
}
