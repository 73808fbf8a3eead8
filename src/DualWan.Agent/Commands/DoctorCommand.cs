using System.CommandLine;
using System.Text;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Doctor;
using DualWan.Agent.Rendering;
using DualWan.Core.Config;
using DualWan.Policy;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(CommandFactory verbs) => verbs.Create(
        "doctor", "Say what on this box would get in the way", Run, verbs.Options.Config, verbs.Options.Json);

    private static ExitCode Run(CommandContext context)
    {
        var report = DoctorReport.Of(context.Environment.CreateBox()
            .Examine(Config(context), context.Environment.Time));
        if (context.Json)
            context.Out.WriteLine(JsonSerializer.Serialize(report, ControlJson.Document.DoctorReport));
        else
            Print(context, report);
        return report.Errors > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    /// <summary>A policy that is missing or wrong is no reason to look at nothing: check says what is wrong with
    /// it.</summary>
    private static RouterConfig? Config(CommandContext context)
    {
        try
        {
            var source = ConfigFile.Read(ConfigFile.Find(context.ConfigOption), context.Environment);
            return PolicyFile.Load(source).Config;
        }
        catch (CommandException) when (context.ConfigOption is null)
        {
            return null;
        }
    }

    private static void Print(CommandContext context, DoctorReport report)
    {
        var text = new StringBuilder();
        var renderer = new ProblemRenderer(context.Palette);
        foreach (var problem in report.Problems)
            renderer.WriteTo(text, problem);
        if (text.Length > 0)
            text.Append('\n');
        text.Append(
            $"{report.Checks} checks: {HumanText.Counted(report.Errors, "error")}, "
            + $"{HumanText.Counted(report.Warnings, "warning")}, {HumanText.Counted(report.Notes, "note")}\n");
        context.Out.Write(text.ToString());
    }
}
