namespace DualWan.Testing;

/// <summary>Where things are in the working copy that the running tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>DualWan.sln</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DualWan.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no DualWan.sln above {AppContext.BaseDirectory}");
    }
}
