using DualWan.Core.Config;
using DualWan.Core.Text;

namespace DualWan.Policy;

/// <summary>The one call for those who want a configuration of a policy file, or to know what is wrong with
/// it.</summary>
internal static class PolicyFile
{
    /// <summary>More lines than this help nobody; errors come before warnings where something has to go.</summary>
    public const int MaxDiagnostics = 1000;

    /// <summary>The configuration, null where there is any error; the diagnostics in the order of the file.</summary>
    public static (RouterConfig? Config, IReadOnlyList<Diagnostic> Diagnostics) Load(SourceText source)
    {
        var result = PolicyReader.Read(source);
        var config = result.Policy is { } policy ? PolicyLowering.Lower(policy) : null;
        return (config, Shown(result.Diagnostics));
    }

    /// <summary>The same for a file as it lies on disk: the bytes must be UTF-8.</summary>
    public static (RouterConfig? Config, IReadOnlyList<Diagnostic> Diagnostics) Load(
        string fileName, ReadOnlySpan<byte> bytes)
    {
        var diagnostics = new DiagnosticBag();
        return PolicyText.Decode(fileName, bytes, diagnostics) is { } source
            ? Load(source)
            : (null, diagnostics.Sorted());
    }

    private static IReadOnlyList<Diagnostic> Shown(DiagnosticBag diagnostics)
    {
        var all = diagnostics.Sorted();
        if (all.Count <= MaxDiagnostics)
            return all;
        var shown = new DiagnosticBag();
        foreach (var diagnostic in all.OrderByDescending(static item => item.Severity).Take(MaxDiagnostics))
            shown.Add(diagnostic);
        var rest = all.Count + diagnostics.Dropped - MaxDiagnostics;
        var note = new Diagnostic(DiagnosticSeverity.Note, all[^1].Location, $"{rest} more are not shown");
        return [.. shown.Sorted(), note];
    }
}
