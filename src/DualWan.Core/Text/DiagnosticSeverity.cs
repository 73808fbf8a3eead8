namespace DualWan.Core.Text;

/// <summary>An error keeps a file from being used; a warning and a note do not.</summary>
internal enum DiagnosticSeverity
{
    Note,
    Warning,
    Error,
}
