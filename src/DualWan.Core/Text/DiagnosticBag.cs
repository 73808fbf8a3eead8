using System.Collections;

namespace DualWan.Core.Text;

/// <summary>Collects everything that is wrong with a text, so that all of it is reported at once.</summary>
internal sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    private readonly List<Diagnostic> _items = [];

    public int Count => _items.Count;

    public bool HasErrors => _items.Exists(static d => d.Severity == DiagnosticSeverity.Error);

    public void Error(TextLocation location, string message, string? hint = null) =>
        _items.Add(new Diagnostic(DiagnosticSeverity.Error, location, message, hint));

    public void Warning(TextLocation location, string message, string? hint = null) =>
        _items.Add(new Diagnostic(DiagnosticSeverity.Warning, location, message, hint));

    public void Add(Diagnostic diagnostic) => _items.Add(diagnostic);

    /// <summary>All diagnostics in the order of the text.</summary>
    public IReadOnlyList<Diagnostic> Sorted() =>
        [.. _items.OrderBy(static d => d.Location.Line).ThenBy(static d => d.Location.Column)];

    public IEnumerator<Diagnostic> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
