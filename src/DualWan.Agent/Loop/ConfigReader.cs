using DualWan.Agent.Commands;
using DualWan.Agent.Hosting;
using DualWan.Core.Text;

namespace DualWan.Agent.Loop;

/// <summary>Reads the policy file; what is wrong with it comes back as diagnostics, never as an exception.</summary>
internal static class ConfigReader
{
    public static ConfigLoadResult Load(string file, TimeProvider time)
    {
        try
        {
            return Parse(ConfigFile.Read(file), time);
        }
        catch (CommandException e)
        {
            return Failed(file, e.Message, e.Hint);
        }
    }

    public static ConfigLoadResult Parse(string file, string text, TimeProvider time) =>
        Parse(new SourceText(file, text), time);

    private static ConfigLoadResult Parse(SourceText source, TimeProvider time)
    {
        var loaded = ConfigLoader.Load(source);
        return new ConfigLoadResult(
            loaded.Config is null ? null : new RunningConfig(loaded.Config, source, time.GetUtcNow()), source,
            loaded.Diagnostics);
    }

    private static ConfigLoadResult Failed(string file, string message, string? hint = null)
    {
        var source = new SourceText(file, "");
        return new ConfigLoadResult(null, source,
            [new Diagnostic(DiagnosticSeverity.Error, new TextLocation(file, 1, 1), message, hint)]);
    }
}
