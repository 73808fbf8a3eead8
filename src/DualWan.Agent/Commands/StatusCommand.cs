using System.CommandLine;
using System.Text.Json;
using DualWan.Agent.Control;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan status</c></summary>
internal static class StatusCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public static Command Create(CommandFactory verbs)
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it again every second" };
        var check = new Option<bool>("--check")
        {
            Description = "For monitoring: one line; exit 0 as configured, 1 degraded, 2 no line up",
        };
        return verbs.CreateAsync(
            "status", "Show uplinks, monitors, shares as counted, problems and the last events",
            (context, cancellation) => RunAsync(context, context.Get(watch), context.Get(check), cancellation),
            watch, check, verbs.Options.Json);
    }

    private static async Task<ExitCode> RunAsync(
        CommandContext context, bool watch, bool check, CancellationToken cancellation)
    {
        if (watch)
            return await WatchAsync(context, cancellation).ConfigureAwait(false);
        if (check)
            return Check(context);
        context.Out.Write(context.Json ? Ask(context, "") : Table(context));
        return ExitCode.Done;
    }

    private static ExitCode Check(CommandContext context)
    {
        var line = Ask(context, "?format=line");
        context.Out.Write(context.Json ? Ask(context, "") : line);
        return line.Split(':')[0] switch
        {
            OverallState.Up => ExitCode.Done,
            OverallState.Degraded => ExitCode.InputWrong,
            _ => ExitCode.Refused,
        };
    }

    /// <summary>Redraws in place on a terminal; an agent that is away for a while (an update) does not end
    /// it.</summary>
    private static async Task<ExitCode> WatchAsync(CommandContext context, CancellationToken cancellation)
    {
        var redraw = context.Environment.OutIsTerminal && !context.Json;
        if (redraw)
            context.Out.Write("\e[2J");
        for (var first = true; !cancellation.IsCancellationRequested; first = false)
        {
            var text = Frame(context, first);
            // Home, then each line cleared behind its text, then all below: no flicker.
            context.Out.Write(redraw ? "\e[H" + text.Replace("\n", "\e[K\n", StringComparison.Ordinal) + "\e[J" : text);
            await context.Out.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(WatchInterval, context.Environment.Time, cancellation).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static string Frame(CommandContext context, bool first)
    {
        try
        {
            return context.Json ? OneLine(Ask(context, "")) : Table(context);
        }
        catch (CommandException e) when (!first && !context.Json)
        {
            return $"{e.Message}\n";
        }
    }

    private static string OneLine(string json) => JsonSerializer.Serialize(
        JsonSerializer.Deserialize(json, ControlJson.Line.StatusSnapshot)!, ControlJson.Line.StatusSnapshot) + "\n";

    private static string Table(CommandContext context) => Ask(
        context, $"?format=text&width={context.Environment.Width}{(context.Palette.Enabled ? "&color" : "")}");

    private static string Ask(CommandContext context, string query)
    {
        using var response = AgentCall.Get(context, "/v1/status" + query);
        return response.ReadText();
    }
}
