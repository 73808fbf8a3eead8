using System.CommandLine;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan lab</c>: the network lab in namespaces; nothing of the machine's own network changes.</summary>
internal static class LabCommands
{
    public static Command Create(CommandFactory verbs)
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the lab up afterwards, to play with" };
        var lab = new Command("lab", "A network lab of its own in namespaces, to see and to try");
        lab.Subcommands.Add(verbs.CreateAsync(
            "demo", "Make the lab, run the agent, break a line, show what happens",
            (context, cancellation) => LabEntry.DemoAsync(context, context.Get(keep), cancellation), keep,
            verbs.Options.Json));
        lab.Subcommands.Add(verbs.CreateAsync("up", "Make the lab and leave it", LabEntry.UpAsync));
        lab.Subcommands.Add(verbs.CreateAsync("down", "Remove a lab that was left", LabEntry.DownAsync));
        return lab;
    }
}
