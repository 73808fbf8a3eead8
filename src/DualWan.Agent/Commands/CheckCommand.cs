using System.CommandLine;
using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Commands;

/// <summary><c>dualwan check [FILE|-]</c></summary>
internal static class CheckCommand
{
    public static Command Create(CommandFactory verbs)
    {
        var file = CommandFactory.Word<string?>("FILE", "The policy file, or - for standard input", required: false);
        return verbs.Create(
            "check", "Print every error of a policy file with its place; exit 1 if there is any",
            context => Run(context, context.Get(file) ?? context.ConfigOption), file, verbs.Options.Config,
            verbs.Options.Json);
    }

    private static ExitCode Run(CommandContext context, string? file)
    {
        var source = ConfigFile.Read(ConfigFile.Find(file), context.Environment);
        IReadOnlyList<DiagnosticRecord> diagnostics =
            [.. ConfigLoader.Load(source).Diagnostics.Select(d => DiagnosticRecord.From(d, source))];
        var errors = diagnostics.Count(static d => d.Severity == "error");
        if (context.Json)
        {
            var report = new CheckReport(
                source.FileName, errors, diagnostics.Count(static d => d.Severity == "warning"), diagnostics);
            context.Out.WriteLine(JsonSerializer.Serialize(report, ControlJson.Document.CheckReport));
            return errors > 0 ? ExitCode.InputWrong : ExitCode.Done;
        }

        var renderer = new DiagnosticRenderer(context.Palette);
        foreach (var diagnostic in diagnostics)
            context.Out.Write(renderer.Render(diagnostic));
        context.Out.WriteLine(diagnostics.Count == 0
            ? $"{source.FileName}: no errors"
            : $"{source.FileName}: {DiagnosticRenderer.Summary(diagnostics)}");
        return errors > 0 ? ExitCode.InputWrong : ExitCode.Done;
    }
}
