using System.CommandLine;
using DualWan.Agent.Control;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan events</c></summary>
internal static class EventsCommand
{
    public static Command Create(CommandFactory verbs)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on printing new ones" };
        var last = new Option<int>("--last", "-n")
        {
            Description = "How many past events to print",
            DefaultValueFactory = static _ => 50,
            HelpName = "COUNT",
        };
        last.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var count) && count >= 0))
                result.AddError("--last takes a number from 0 up");
        });
        return verbs.Create(
            "events", "Print what happened, one line each (with --json one object per line)",
            context => Run(context, context.Get(follow), context.Get(last)), follow, last, verbs.Options.Json);
    }

    private static ExitCode Run(CommandContext context, bool follow, int last)
    {
        var format = context.Json ? "" : $"&format=text{(context.Palette.Enabled ? "&color" : "")}";
        using var response = AgentCall.Get(context, $"/v1/events?last={last}{(follow ? "&follow" : "")}{format}",
            follow);
        try
        {
            foreach (var line in response.ReadLines())
            {
                context.Out.WriteLine(line);
                context.Out.Flush();
            }
        }
        catch (IOException)
        {
            throw ControlClient.Broken();
        }

        return ExitCode.Done;
    }
}
