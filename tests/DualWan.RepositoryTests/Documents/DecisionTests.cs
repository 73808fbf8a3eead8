using System.Text.RegularExpressions;

namespace DualWan.RepositoryTests.Documents;

/// <summary>Decisions have a number of their own, the three parts, and are found from the architecture.</summary>
public sealed partial class DecisionTests
{
    private static readonly string[] Files =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs/decisions")).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_decision_has_a_number_of_its_own()
    {
        Assert.All(Files, static file => Assert.Matches(Name(), Path.GetFileName(file)));
        Assert.Empty(Files.GroupBy(static file => Path.GetFileName(file)[..4]).Where(static group => group.Count() > 1)
            .Select(static group => group.Key));
    }

    [Fact]
    public void The_number_of_a_decision_is_in_its_title_too() => Sources.AssertNone(
        Files.Where(static file => !Regex.IsMatch(
            File.ReadLines(file).First(), $"^# 0*{Path.GetFileName(file)[..4].TrimStart('0')}[. ]"))
            .Select(Sources.Relative));

    [Fact]
    public void Every_decision_tells_context_decision_and_consequences() => Sources.AssertNone(
        from file in Files
        from part in new[] { "Context", "Decision", "Consequence" }
        where !Regex.IsMatch(File.ReadAllText(file), $@"^(?:\*\*{part}s?[.]?\*\*|## {part}s?)", RegexOptions.Multiline)
        select $"{Sources.Relative(file)}: no {part}");

    [Fact]
    public void Every_decision_is_linked_from_the_architecture()
    {
        var text = Documentation.Text("architecture.md");

        Sources.AssertNone(Files.Select(static file => Path.GetFileName(file))
            .Where(name => !text.Contains($"(decisions/{name})", StringComparison.Ordinal)));
    }

    [GeneratedRegex("^[0-9]{4}-[a-z0-9-]+[.]md$")]
    private static partial Regex Name();
}
