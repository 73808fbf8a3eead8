using System.Runtime.CompilerServices;

namespace DualWan.Testing;

/// <summary>
/// Compares text with a file beside the test. <c>DUALWAN_UPDATE_GOLDEN=1</c> rewrites the file instead, which a
/// person then reviews as a diff; where <c>CI</c> is set, that is refused.
/// </summary>
internal static class Golden
{
    /// <summary>The file is <c>Golden/NAME</c> in the folder of the calling source file.</summary>
    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(SourceFolder(caller), "Golden", name);
        if (Environment.GetEnvironmentVariable("DUALWAN_UPDATE_GOLDEN") == "1")
        {
            Update(path, actual);
            return;
        }

        if (!File.Exists(path))
            Assert.Fail($"no {path}; run once with DUALWAN_UPDATE_GOLDEN=1 and review it. Actual:\n{actual}");
        Assert.Equal(Normal(File.ReadAllText(path)), Normal(actual));
    }

    private static void Update(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1")
            Assert.Fail("DUALWAN_UPDATE_GOLDEN is refused in CI: expectations are changed by people");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Normal(actual) + "\n");
    }

    // A deterministic CI build maps source paths to /_/.
    private static string SourceFolder(string caller) => Path.GetDirectoryName(
        caller.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, caller[3..]) : caller)!;

    private static string Normal(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
