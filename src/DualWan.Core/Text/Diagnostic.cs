namespace DualWan.Core.Text;

/// <summary>
/// One thing to tell a user about a text: where, what is wrong, what was expected, and (where there is one) the nearest
/// known word as <paramref name="Hint"/>.
/// </summary>
internal sealed record Diagnostic(
    DiagnosticSeverity Severity, TextLocation Location, string Message, string? Hint = null)
{
    public override string ToString()
    {
        var word = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "note",
        };
        var hint = Hint is null ? "" : $" ({Hint})";
        return $"{Location}: {word}: {Message}{hint}";
    }
}
