using System.Text.RegularExpressions;

namespace DualWan.RepositoryTests.Documents;

/// <summary>The tables of edge cases are complete, and what they cite exists.</summary>
public sealed partial class EdgeCaseTableTests
{
    private static readonly string[] Statuses = ["pass", "deviates", "needs another kernel", "not yet"];

    /// <summary>Which files hold which ids, each once.</summary>
    private static readonly (string[] Files, string Prefix, int Count)[] Tables =
    [
        (["routeros-1.md", "routeros-2.md"], "T-", 140),
        (["kernel.md"], "K-", 40),
        (["peers.md"], "", 98),
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> TestClasses = new(static () =>
    {
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Sources.Of("tests"))
        {
            var text = File.ReadAllText(file);
            foreach (var name in Class().Matches(text).Select(static match => match.Groups["name"].Value))
                classes[name] = classes.GetValueOrDefault(name, "") + text;
        }

        return classes;
    });

    [Fact]
    public void Every_id_has_exactly_one_row() => Sources.AssertNone(
        from table in Tables
        let found = table.Files.SelectMany(Rows).Select(static row => row.Id).ToList()
        from number in Enumerable.Range(1, table.Count)
        let id = table.Prefix.Length > 0 ? $"{table.Prefix}{number:00}" : $"{number}"
        let times = found.Count(one => one == id)
        where times != 1
        select $"{string.Join(", ", table.Files)}: {id} is there {times} times");

    [Fact]
    public void Every_row_has_an_id_of_its_table_and_a_known_status() => Sources.AssertNone(
        from table in Tables
        from file in table.Files
        from row in Rows(file)
        where !Statuses.Contains(StatusWord(row.Status)) || !IsIdOf(row.Id, table.Prefix, table.Count)
        select $"{file}: {row.Id}: '{row.Status}'");

    [Fact]
    public void Every_cited_test_exists() => Sources.AssertNone(
        from file in Tables.SelectMany(static table => table.Files)
        from row in Rows(file)
        from Match cited in Test().Matches(row.Reason)
        let type = cited.Groups["type"].Value
        let method = cited.Groups["method"].Value
        where !TestClasses.Value.TryGetValue(type, out var text) || !Regex.IsMatch(text, $@"\b{method}\s*\(")
        select $"{file}: {row.Id}: {type}.{method}");

    [Fact]
    public void What_passes_or_deviates_cites_a_test_and_what_does_not_gives_a_reason() => Sources.AssertNone(
        from file in Tables.SelectMany(static table => table.Files)
        from row in Rows(file)
        let claims = StatusWord(row.Status) is "pass" or "deviates"
        where claims ? !Test().IsMatch(row.Reason) : row.Reason.Length < 10
        select $"{file}: {row.Id}: {row.Status}: {row.Reason}");

    private static string PathOf(string file) => Path.Combine(Repository.Root, "docs/edge-cases", file);

    private static bool IsIdOf(string id, string prefix, int count) =>
        id.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(id[prefix.Length..], out var number)
        && number >= 1 && number <= count;

    /// <summary>The status may name what is missing behind a colon: <c>needs another kernel: VRF</c>.</summary>
    private static string StatusWord(string status) => status.Split(':')[0].Trim().Trim('*', '`');

    private static IEnumerable<(string Id, string Status, string Reason)> Rows(string file) =>
        Documentation.Rows(File.ReadAllText(PathOf(file)))
            .Where(static row => row.Length >= 4 && row[0] is not "ID" and not "id")
            .Select(static row => (
                row[0].StartsWith("report ", StringComparison.Ordinal) ? row[0]["report ".Length..] : row[0],
                row[2], string.Join('|', row[3..])));

    [GeneratedRegex(@"`(?<type>[A-Z]\w*Tests)\.(?<method>\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"\bclass\s+(?<name>\w+)")]
    private static partial Regex Class();
}
