using DualWan.Core.Text;
using DualWan.Policy.Checking;
using DualWan.Policy.Model;
using DualWan.Policy.Reading;
using DualWan.Policy.Yaml;

namespace DualWan.Policy;

/// <summary>Reads <c>dualwan.yaml</c>: text, then nodes, then values, then what must hold between them.</summary>
internal static class PolicyReader
{
    public static PolicyResult Read(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        if (PolicyText.Prepare(source, diagnostics) is not { } text)
            return new PolicyResult(null, diagnostics);
        var policy = ReadTree(YamlTreeReader.Read(text, diagnostics), text, diagnostics);
        return new PolicyResult(diagnostics.HasErrors ? null : policy, diagnostics);
    }

    private static PolicyDocument ReadTree(YamlTree tree, SourceText text, DiagnosticBag diagnostics)
    {
        var policy = new PolicyDocument();
        if (tree.Root is { } root)
            policy = PolicyKeys.Table.Read(new ValueReader(diagnostics), root, policy);
        // After a syntax error nobody knows what the rest of the file defines: nothing is said to be missing.
        if (!tree.IsComplete)
            return policy;
        if (tree.Root is null && !diagnostics.HasErrors)
            diagnostics.Error(text.LocationOf(0), "the file is empty; expected at least 'uplinks:'");
        else if (tree.Root is { } complete && !PolicyKeys.Table.Mentions(complete, "uplinks"))
            diagnostics.Error(complete.Location, "there are no uplinks; expected 'uplinks:'");
        new PolicyChecker(policy, diagnostics).Check();
        return policy;
    }
}
