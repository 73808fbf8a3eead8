using System.Text;
using DualWan.Agent.Hosting;
using DualWan.Core.Text;

namespace DualWan.Agent.Loop;

/// <summary>Reads the policy file; what is wrong with it comes back as diagnostics, never as an exception.</summary>
internal static class ConfigReader
{
    /// <summary>Larger than any policy of 100,000 addresses; a file beyond it was not meant.</summary>
    private const long MaxBytes = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, true);

    public static ConfigLoadResult Load(string file, TimeProvider time)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Length > MaxBytes)
                return Failed(file, $"the file is larger than {MaxBytes / 1024 / 1024} MB");
            return Parse(file, Strict.GetString(File.ReadAllBytes(file)), time);
        }
        catch (DecoderFallbackException e)
        {
            return Failed(file, $"byte {e.Index + 1} is not UTF-8 text");
        }
        catch (FileNotFoundException)
        {
            return Failed(file, "the file does not exist", "'dualwan init' writes one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(file, "the file can't be read", "look at its owner and mode");
        }
    }

    public static ConfigLoadResult Parse(string file, string text, TimeProvider time)
    {
        var source = new SourceText(file, text);
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
