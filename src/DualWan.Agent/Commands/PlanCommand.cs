using System.CommandLine;
using System.Text;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;
using DualWan.Core.Text;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan plan</c></summary>
internal static class PlanCommand
{
    public static Command Create(CommandFactory verbs) => verbs.Create(
        "plan", "Print what would change in the kernel, as ip and nft text; changes nothing", Run,
        verbs.Options.Config, verbs.Options.Json);

    private static ExitCode Run(CommandContext context)
    {
        var source = ConfigFile.Read(ConfigFile.Find(context.ConfigOption), context.Environment);
        var report = FromAgent(context, source)
            ?? context.Environment.CreateKernelWork().Plan(source, context.StateDirectory);
        if (context.Json)
            context.Out.WriteLine(JsonSerializer.Serialize(report, ControlJson.Document.PlanReport));
        else
            Print(context, report);
        return report.Diagnostics.Any(static d => d.Severity == "error") ? ExitCode.InputWrong : ExitCode.Done;
    }

    /// <summary>A running agent knows the verdicts of its probes; without one the plan takes every uplink for
    /// healthy.</summary>
    private static PlanReport? FromAgent(CommandContext context, SourceText source)
    {
        if (!File.Exists(ControlPaths.Socket(context.RuntimeDirectory)) || !context.Client().AgentRuns())
            return null;
        using var response = context.Client().Send(
            "POST", $"/v1/plan?file={Uri.EscapeDataString(source.FileName)}", Encoding.UTF8.GetBytes(source.Text));
        return response.Succeeded ? response.ReadJson(ControlJson.Line.PlanReport) : throw AgentCall.Failure(response);
    }

    private static void Print(CommandContext context, PlanReport report)
    {
        var diagnostics = new DiagnosticRenderer(context.Palette);
        foreach (var diagnostic in report.Diagnostics)
            context.Out.Write(diagnostics.Render(diagnostic));
        foreach (var operation in report.Operations)
            context.Out.WriteLine(operation);
        if (report.Operations.Count == 0 && report.Diagnostics.All(static d => d.Severity != "error"))
            context.Out.WriteLine("# nothing would change");
        var problems = new StringBuilder();
        foreach (var problem in report.Problems)
            new ProblemRenderer(context.Palette).WriteTo(problems, problem);
        if (problems.Length > 0)
            context.Out.Write("\n" + problems);
    }
}
