using DualWan.Agent.Control;
using DualWan.Core.Text;

namespace DualWan.Agent.Loop;

/// <summary>A config, or what keeps the file from being one.</summary>
internal sealed record ConfigLoadResult(
    RunningConfig? Config, SourceText Source, IReadOnlyList<Diagnostic> Diagnostics)
{
    public IReadOnlyList<DiagnosticRecord> Records =>
        [.. Diagnostics.Select(diagnostic => DiagnosticRecord.From(diagnostic, Source))];

    /// <summary>The first error, and how many more there are.</summary>
    public string Summary
    {
        get
        {
            var errors = Diagnostics.Where(static one => one.Severity == DiagnosticSeverity.Error).ToList();
            return errors.Count switch
            {
                0 => "no error",
                1 => errors[0].ToString(),
                _ => $"{errors[0]} (and {errors.Count - 1} more)",
            };
        }
    }
}
