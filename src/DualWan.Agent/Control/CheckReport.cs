namespace DualWan.Agent.Control;

/// <summary>The answer of <c>check --json</c>.</summary>
internal sealed record CheckReport(string File, int Errors, int Warnings, IReadOnlyList<DiagnosticRecord> Diagnostics);
