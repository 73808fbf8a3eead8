namespace DualWan.RepositoryTests;

/// <summary>The settings that keep the code honest are on, and stay on.</summary>
public sealed class BuildSettingsTests
{
    [Theory]
    [InlineData("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>")]
    [InlineData("<Nullable>enable</Nullable>")]
    [InlineData("<IsAotCompatible>true</IsAotCompatible>")]
    [InlineData("<EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>")]
    [InlineData("<JsonSerializerIsReflectionEnabledByDefault>false</JsonSerializerIsReflectionEnabledByDefault>")]
    public void Directory_build_props_says(string setting) =>
        Assert.Contains(setting, File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")));

    [Fact]
    public void No_project_names_a_package_version_of_its_own() => Assert.Empty(
        Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/artifacts/", StringComparison.Ordinal))
            .Where(static file => File.ReadLines(file).Any(static line =>
                line.Contains("PackageReference", StringComparison.Ordinal)
                && line.Contains("Version=", StringComparison.Ordinal)))
            .Select(Sources.Relative));

    [Fact]
    public void The_visible_root_is_small() => Assert.Equal(
        [
            "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "DualWan.sln", "LICENSE",
            "README.md", "docs", "global.json", "packaging", "src", "systemd", "tests",
        ],
        Directory.EnumerateFileSystemEntries(Repository.Root).Select(static path => Path.GetFileName(path))
            .Where(static name => !name.StartsWith('.') && name is not ("artifacts" or "out"))
            .Order(StringComparer.Ordinal));
}
