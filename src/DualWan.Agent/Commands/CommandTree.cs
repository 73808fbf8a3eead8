using System.CommandLine;
using System.CommandLine.Invocation;

namespace DualWan.Agent.Commands;

/// <summary>All verbs (design.md section 8). Building it loads nothing of what the verbs do.</summary>
internal static class CommandTree
{
    public const string Name = "dualwan";

    public static RootCommand Build(CommandEnvironment environment)
    {
        var options = new GlobalOptions();
        var verbs = new CommandFactory(environment, options);
        var root = new RootCommand("Balances and fails over a Linux router's uplinks.");
        options.AddTo(root);
        foreach (var option in root.Options.OfType<VersionOption>())
            option.Action = new VersionAction(environment);
        root.Subcommands.Add(InitCommand.Create(verbs));
        root.Subcommands.Add(RunCommand.Create(verbs));
        root.Subcommands.Add(CheckCommand.Create(verbs));
        root.Subcommands.Add(PlanCommand.Create(verbs));
        root.Subcommands.Add(StatusCommand.Create(verbs));
        root.Subcommands.Add(EventsCommand.Create(verbs));
        root.Subcommands.Add(UplinkCommands.Create(verbs));
        root.Subcommands.Add(ProbeCommand.Create(verbs));
        root.Subcommands.Add(ExplainCommand.Create(verbs));
        root.Subcommands.Add(DoctorCommand.Create(verbs));
        root.Subcommands.Add(ReloadCommand.Create(verbs));
        root.Subcommands.Add(CleanupCommand.Create(verbs));
        root.Subcommands.Add(LabCommands.Create(verbs));
        root.Subcommands.Add(CompletionCommand.Create(verbs, root));
        return root;
    }

    private sealed class VersionAction(CommandEnvironment environment) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            environment.Out.WriteLine($"{Name} {Product.Version}");
            return 0;
        }
    }
}
