using System.CommandLine;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

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
        using var response = AgentCall.Get(context, $"/v1/events?last={last}{(follow ? "&follow" : "")}", follow);
        var renderer = new EventRenderer(context.Palette, context.Environment.Time.LocalTimeZone);
        try
        {
            foreach (var line in response.ReadLines())
            {
                context.Out.WriteLine(context.Json ? line : renderer.Render(Parse(line)));
                context.Out.Flush();
            }
        }
        catch (IOException)
        {
            throw ControlClient.Broken();
        }

        return ExitCode.Done;
    }

    private static EventRecord Parse(string line) =>
        JsonSerializer.Deserialize(line, ControlJson.Line.EventRecord) ?? throw ControlClient.Broken();
}
