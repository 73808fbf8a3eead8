using System.Collections;

namespace DualWan.Core.Text;

/// <summary>
/// Collects everything that is wrong with a text, so that all of it is reported at once. Of each severity it keeps the
/// first <see cref="MaxOfEach"/> and counts the rest: a file of nothing but errors must not fill the memory.
/// </summary>
internal sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    public const int MaxOfEach = 10_000;

    private readonly List<Diagnostic> _items = [];
    private readonly int[] _counts = new int[(int)DiagnosticSeverity.Error + 1];

    public int Count => _items.Count;

    /// <summary>How many were counted and not kept.</summary>
    public int Dropped => _counts.Sum() - _items.Count;

    public bool HasErrors => _counts[(int)DiagnosticSeverity.Error] > 0;

    public void Error(TextLocation location, string message, string? hint = null) =>
        Add(new Diagnostic(DiagnosticSeverity.Error, location, message, hint));

    public void Warning(TextLocation location, string message, string? hint = null) =>
        Add(new Diagnostic(DiagnosticSeverity.Warning, location, message, hint));

    public void Add(Diagnostic diagnostic)
    {
        if (++_counts[(int)diagnostic.Severity] <= MaxOfEach)
            _items.Add(diagnostic);
    }

    /// <summary>All diagnostics in the order of the text.</summary>
    public IReadOnlyList<Diagnostic> Sorted() =>
        [.. _items.OrderBy(static d => d.Location.Line).ThenBy(static d => d.Location.Column)];

    public IEnumerator<Diagnostic> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
