using System.Text.RegularExpressions;

namespace DualWan.RepositoryTests.Documents;

/// <summary>The Markdown files of the project.</summary>
internal static partial class Documentation
{
    public static IReadOnlyList<string> Files { get; } =
    [
        .. File.Exists(Readme) ? [Readme] : Array.Empty<string>(),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal),
    ];

    private static string Readme => Path.Combine(Repository.Root, "README.md");

    /// <summary>The text of a file of docs.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name));

    /// <summary>The fenced blocks of a file; the language is what stands behind the fence.</summary>
    public static IEnumerable<(string Place, string Language, string Text)> Blocks(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            var opening = Fence().Match(lines[i]);
            if (!opening.Success)
                continue;
            var first = i + 1;
            do
                i++;
            while (i < lines.Length && !Fence().IsMatch(lines[i]));
            yield return ($"{Sources.Relative(file)}:{first}", opening.Groups["language"].Value,
                string.Join('\n', lines[first..Math.Min(i, lines.Length)]) + "\n");
        }
    }

    /// <summary>The text between backticks on one line, outside of fenced blocks.</summary>
    public static IEnumerable<string> CodeSpans(string file) =>
        Span().Matches(Prose(file)).Select(static match => match.Groups["code"].Value);

    /// <summary>A file without its fenced blocks.</summary>
    public static string Prose(string file)
    {
        var inside = false;
        var prose = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            if (Fence().IsMatch(line))
                inside = !inside;
            else if (!inside)
                prose.Add(line);
        }

        return string.Join('\n', prose);
    }

    /// <summary>The rows of all tables of a text: trimmed cells. An escaped bar is no border.</summary>
    public static IEnumerable<string[]> Rows(string text) => text.Split('\n')
        .Where(static line => line.StartsWith('|') && !Rule().IsMatch(line))
        .Select(static line => Border().Split(line.Trim().Trim('|')).Select(static cell => cell.Trim()).ToArray());

    /// <summary>The part of a text from a heading to the next one of its level or above.</summary>
    public static string Section(string text, string heading)
    {
        var start = text.IndexOf("\n" + heading + "\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no '{heading}'");
        var level = heading.TakeWhile(static c => c == '#').Count();
        var end = Regex.Match(text[(start + heading.Length)..], $"^#{{1,{level}}} ", RegexOptions.Multiline);
        return end.Success ? text[start..(start + heading.Length + end.Index)] : text[start..];
    }

    [GeneratedRegex(@"^\s*```(?<language>\w*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"^[|\s:-]+$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Border();
}
