using System.Xml.Linq;

namespace DualWan.RepositoryTests;

/// <summary>Who may know whom: docs/architecture.md, and docs/decisions/0001 for the one deviation from the first design.</summary>
public sealed class ProjectDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["DualWan.Core"] = [],
        ["DualWan.Lab"] = [],
        ["DualWan.Netlink"] = ["DualWan.Core"],
        ["DualWan.Policy"] = ["DualWan.Core"],
        ["DualWan.Systemd"] = ["DualWan.Core"],
        ["DualWan.Kernel"] = ["DualWan.Core", "DualWan.Netlink"],
        ["DualWan.Probing"] = ["DualWan.Core", "DualWan.Netlink"],
        ["DualWan.Agent"] =
        [
            "DualWan.Core", "DualWan.Kernel", "DualWan.Lab", "DualWan.Netlink", "DualWan.Policy", "DualWan.Probing",
            "DualWan.Systemd",
        ],
    };

    [Fact]
    public void Every_project_of_src_is_known_and_refers_only_downward()
    {
        var found = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).Order();

        Assert.Equal(Allowed.Keys.Order(), found);
        foreach (var (project, allowed) in Allowed)
            Assert.Equal(allowed, References(project).Order());
    }

    [Fact]
    public void Core_uses_no_package()
    {
        Assert.Empty(Project("DualWan.Core").Descendants("PackageReference"));
        Assert.Empty(Project("DualWan.Core").Descendants("FrameworkReference"));
    }

    [Fact]
    public void Netlink_takes_only_values_from_core()
    {
        // docs/decisions/0001: one address type for the whole program, and nothing else.
        var outside = Sources.Of("src/DualWan.Netlink")
            .SelectMany(static file => File.ReadLines(file).Select(line => (file, line)))
            .Where(static one => one.line.StartsWith("using DualWan.Core", StringComparison.Ordinal)
                && one.line is not ("using DualWan.Core;" or "using DualWan.Core.Net;"))
            .ToList();

        Assert.Empty(outside);
    }

    [Fact]
    public void Only_netlink_and_systemd_call_native_code()
    {
        var elsewhere = Sources.Of("src")
            .Where(static file => !file.Contains("/DualWan.Netlink/Interop/", StringComparison.Ordinal)
                && !file.Contains("/DualWan.Systemd/", StringComparison.Ordinal)
                && !file.Contains("/DualWan.Lab/Interop/", StringComparison.Ordinal))
            .Where(static file => File.ReadAllText(file).Contains("[LibraryImport", StringComparison.Ordinal))
            .Select(Sources.Relative)
            .ToList();

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Only_the_lab_starts_processes()
    {
        var starters = Sources.Of("src")
            .Where(static file => !file.Contains("/DualWan.Lab/", StringComparison.Ordinal))
            .Where(static file => File.ReadAllText(file).Contains("Process.Start(", StringComparison.Ordinal)
                || File.ReadAllText(file).Contains("new ProcessStartInfo", StringComparison.Ordinal))
            .Select(Sources.Relative)
            .ToList();

        Assert.Empty(starters);
    }

    private static IEnumerable<string> References(string project) => Project(project).Descendants("ProjectReference")
        .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static XDocument Project(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
}
