using System.CommandLine;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan reload</c></summary>
internal static class ReloadCommand
{
    public static Command Create(CommandFactory verbs) => verbs.Create(
        "reload", "Read the config again; a bad one changes nothing (also: kill -HUP)", Run, verbs.Options.Json);

    private static ExitCode Run(CommandContext context)
    {
        using var response = context.Client().Send("POST", "/v1/reload");
        if (response.Status is not (200 or 409 or 422))
            throw AgentCall.Failure(response);
        var result = response.ReadJson(ControlJson.Line.ReloadResult);
        if (context.Json)
        {
            context.Out.WriteLine(JsonSerializer.Serialize(result, ControlJson.Line.ReloadResult));
        }
        else
        {
            var renderer = new DiagnosticRenderer(context.Palette);
            foreach (var diagnostic in result.Diagnostics)
                context.Out.Write(renderer.Render(diagnostic));
        }

        if (!result.Applied)
        {
            // What is wrong with the file is printed above; said twice it would hide the rest.
            var printed = !context.Json && result.Diagnostics.Count > 0;
            throw new CommandException(
                result.InputWrong ? ExitCode.InputWrong : ExitCode.Refused,
                printed ? $"not applied: {DiagnosticRenderer.Summary(result.Diagnostics)}" : result.Message,
                "the old config stays in force");
        }

        if (!context.Json)
            context.Out.WriteLine(result.Message);
        return ExitCode.Done;
    }
}
