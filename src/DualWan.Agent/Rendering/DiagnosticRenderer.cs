using System.Text;
using DualWan.Agent.Control;

namespace DualWan.Agent.Rendering;

/// <summary>A diagnostic with its place, the line it is in and a caret under the fault.</summary>
internal sealed class DiagnosticRenderer(Palette palette)
{
    public string Render(DiagnosticRecord diagnostic)
    {
        var output = new StringBuilder();
        output.Append(palette.Paint($"{diagnostic.File}:{diagnostic.Line}:{diagnostic.Column}:", TextStyle.Strong));
        output.Append(' ').Append(palette.Paint(diagnostic.Severity + ":", StyleOf(diagnostic.Severity)));
        output.Append(' ').Append(diagnostic.Message);
        if (diagnostic.Hint is { } hint)
            output.Append(" (").Append(hint).Append(')');
        output.Append('\n');
        if (diagnostic.Source is { } source)
            Excerpt(output, diagnostic, source);
        return output.ToString();
    }

    /// <summary><c>3 errors, 1 warning</c></summary>
    public static string Summary(IReadOnlyList<DiagnosticRecord> diagnostics)
    {
        var errors = diagnostics.Count(static d => d.Severity == "error");
        var warnings = diagnostics.Count(static d => d.Severity == "warning");
        return $"{HumanText.Counted(errors, "error")}, {HumanText.Counted(warnings, "warning")}";
    }

    /// <summary>Tabs become one blank each, so that the caret stands right; long lines show the part around the
    /// fault.</summary>
    private void Excerpt(StringBuilder output, DiagnosticRecord diagnostic, string source)
    {
        const int Around = 50;
        var column = Math.Clamp(diagnostic.Column - 1, 0, source.Length);
        var start = Math.Max(0, column - Around);
        var end = Math.Min(source.Length, column + Around);
        var (before, after) = (start > 0 ? "..." : "", end < source.Length ? "..." : "");
        var number = $"{diagnostic.Line}";
        var text = before + Clean(source[start..end]) + after;
        output.Append(palette.Paint($"{number,6} | ", TextStyle.Dim)).Append(text).Append('\n');
        output.Append(palette.Paint("       | ", TextStyle.Dim)).Append(' ', before.Length + column - start);
        output.Append(palette.Paint("^", StyleOf(diagnostic.Severity))).Append('\n');
    }

    /// <summary>Control characters of a hostile file never reach the terminal.</summary>
    private static string Clean(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });

    private static TextStyle StyleOf(string severity) => severity switch
    {
        "error" => TextStyle.Bad,
        "warning" => TextStyle.Warning,
        _ => TextStyle.Dim,
    };
}
