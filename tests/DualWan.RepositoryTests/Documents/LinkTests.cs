using System.Text.RegularExpressions;

namespace DualWan.RepositoryTests.Documents;

/// <summary>A link leads somewhere, and a path that is named exists.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_relative_link_leads_to_a_file_and_to_a_heading_of_it() => Sources.AssertNone(
        from file in Documentation.Files
        from Match link in Link().Matches(Documentation.Prose(file))
        let target = link.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !Exists(file, target)
        select $"{Sources.Relative(file)}: {target}");

    [Fact]
    public void Every_path_of_the_sources_that_a_document_names_exists() => Sources.AssertNone(
        from file in Documentation.Files
        from span in Documentation.CodeSpans(file)
        where NamedPath().IsMatch(span) && !span.Contains('*', StringComparison.Ordinal)
            && !span.StartsWith("docs/edge-cases/", StringComparison.Ordinal)
        where !Path.Exists(Path.Combine(Repository.Root, span))
        select $"{Sources.Relative(file)}: {span}");

    private static bool Exists(string file, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, parts[0]);
        if (!Path.Exists(path))
            return false;
        return parts.Length == 1 || Heading().Matches(File.ReadAllText(path)).Any(match => Anchor(match) == parts[1]);
    }

    /// <summary>As GitHub makes it: small letters, no punctuation, dashes for blanks.</summary>
    private static string Anchor(Match heading) =>
        NoAnchor().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^(?:src|tests|docs|packaging|systemd|[.]ci)/[A-Za-z0-9._/-]+$")]
    private static partial Regex NamedPath();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchor();
}
