using DualWan.Core.Text;

namespace DualWan.Agent.Control;

/// <summary>A <see cref="Diagnostic"/> as JSON.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Source">The line of the file that it points into, or null.</param>
internal sealed record DiagnosticRecord(
    string File, int Line, int Column, string Severity, string Message, string? Hint, string? Source)
{
    public static DiagnosticRecord From(Diagnostic diagnostic, SourceText? source)
    {
        var place = diagnostic.Location;
        var line = source is not null && place.Line >= 1 && place.Line <= source.LineCount
            ? source.LineAt(place.Line)
            : null;
        return new DiagnosticRecord(
            place.FileName, place.Line, place.Column, Word(diagnostic.Severity), diagnostic.Message, diagnostic.Hint,
            line);
    }

    public static string Word(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
