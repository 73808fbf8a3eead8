namespace DualWan.RepositoryTests;

/// <summary>The source files of the working copy.</summary>
internal static class Sources
{
    public static IEnumerable<string> Of(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Names every offender, not the first five.</summary>
    public static void AssertNone(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    public static string Relative(string file) => Path.GetRelativePath(Repository.Root, file);
}
