using System.Text.RegularExpressions;

namespace DualWan.RepositoryTests.Documents;

/// <summary>Every project is described, and nothing in a document is left to be filled in.</summary>
public sealed partial class ProjectDocumentTests
{
    [Theory]
    [InlineData("src", "architecture.md")]
    [InlineData("tests", "testing.md")]
    public void Every_project_has_a_row(string folder, string document)
    {
        var text = Documentation.Text(document);

        Sources.AssertNone(
            from project in Directory.GetDirectories(Path.Combine(Repository.Root, folder))
            let name = Path.GetFileName(project)
            where File.Exists(Path.Combine(project, name + ".csproj"))
            where !text.Contains($"`{name}`", StringComparison.Ordinal)
                && !text.Contains($"`{folder}/{name}`", StringComparison.Ordinal)
            select name);
    }

    [Fact]
    public void Every_document_is_reached_from_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

        Sources.AssertNone(
            from file in Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            let name = Path.GetFileName(file)
            where !readme.Contains($"(docs/{name})", StringComparison.Ordinal)
                && !Documentation.Text("architecture.md").Contains($"({name})", StringComparison.Ordinal)
            select name);
    }

    [Fact]
    public void Nothing_is_left_to_be_filled_in() => Sources.AssertNone(
        from file in Documentation.Files
        from Match match in Unfinished().Matches(File.ReadAllText(file))
        select $"{Sources.Relative(file)}: {match.Value}");

    [GeneratedRegex(@"\b(?:TO[D]O|FIX[M]E|TBD|XXX|CLAIM_\w+)\b")]
    private static partial Regex Unfinished();
}
