using DualWan.Core.Config;
using DualWan.Core.Text;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>Short ways to load a text.</summary>
internal static class Load
{
    public const string FileName = "dualwan.yaml";

    /// <summary>The configuration of a text without errors; warnings are the test's own matter.</summary>
    public static RouterConfig Config(string text)
    {
        var (config, diagnostics) = PolicyFile.Load(new SourceText(FileName, text));
        Assert.True(config is not null, string.Join('\n', diagnostics));
        return config;
    }

    /// <summary>All diagnostics as a user sees them, without the file's name.</summary>
    public static string Diagnostics(string text)
    {
        var (_, diagnostics) = PolicyFile.Load(new SourceText(FileName, text));
        return string.Concat(diagnostics.Select(static item => item.ToString()[(FileName.Length + 1)..] + "\n"))
            .Replace(FileName + ":", "", StringComparison.Ordinal);
    }
}
