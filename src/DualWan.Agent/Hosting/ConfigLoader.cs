using DualWan.Core.Text;
using DualWan.Policy;

namespace DualWan.Agent.Hosting;

/// <summary>Reads the text of a config, whichever language it is in.</summary>
internal static class ConfigLoader
{
    public static LoadedConfig Load(SourceText source)
    {
        if (source.FileName.EndsWith(".rsc", StringComparison.OrdinalIgnoreCase))
        {
            return new LoadedConfig(null, [new Diagnostic(
                DiagnosticSeverity.Error, source.LocationOf(0), "RouterOS scripts are not in this version",
                "write the same as a policy file: dualwan init")]);
        }

        var (config, diagnostics) = PolicyFile.Load(source);
        return new LoadedConfig(config, diagnostics);
    }
}
