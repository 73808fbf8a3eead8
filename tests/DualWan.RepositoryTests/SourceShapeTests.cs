using System.Text.RegularExpressions;

namespace DualWan.RepositoryTests;

/// <summary>House rules that a reader would otherwise have to police.</summary>
public sealed partial class SourceShapeTests
{
    private const int SourceLimit = 500;
    private const int TestLimit = 800;
    private const int WidthLimit = 120;

    [Fact]
    public void No_file_of_src_is_longer_than_500_lines_nor_of_tests_than_800()
    {
        var long500 = Sources.Of("src").Where(static file => File.ReadLines(file).Count() > SourceLimit);
        var long800 = Sources.Of("tests").Where(static file => File.ReadLines(file).Count() > TestLimit);

        Sources.AssertNone(long500.Concat(long800).Select(Sources.Relative));
    }

    [Fact]
    public void No_line_of_src_is_much_wider_than_120_columns() => Sources.AssertNone(
        Sources.Of("src")
            .SelectMany(static file => File.ReadLines(file)
                .Select((line, i) => (Text: line, Place: $"{Sources.Relative(file)}:{i + 1}"))
                .Where(static one => one.Text.Length > WidthLimit))
            .Select(static one => one.Place));

    [Fact]
    public void Every_file_of_src_holds_one_type_named_as_the_file()
    {
        var wrong = new List<string>();
        foreach (var file in Sources.Of("src").Where(static file => !IsProgram(file)))
        {
            var types = TopLevelType().Matches(File.ReadAllText(file)).Select(static match => match.Groups["name"].Value)
                .ToList();
            var name = Path.GetFileName(file).Split('.')[0];
            if (types.Count != 1 || types[0] != name)
                wrong.Add($"{Sources.Relative(file)}: {string.Join(", ", types)}");
        }

        Sources.AssertNone(wrong);
    }

    [Fact]
    public void Every_type_of_src_has_a_doc_comment()
    {
        var bare = new List<string>();
        foreach (var file in Sources.Of("src").Where(static file => !IsProgram(file)))
        {
            var lines = File.ReadAllLines(file);
            var at = Array.FindIndex(lines, static line => TopLevelType().IsMatch(line));
            // Attributes, which may wrap, stand between.
            while (at > 0 && lines[at - 1].Length > 0 && !lines[at - 1].StartsWith("///", StringComparison.Ordinal))
                at--;
            if (at <= 0 || !lines[at - 1].StartsWith("///", StringComparison.Ordinal))
                bare.Add(Sources.Relative(file));
        }

        Sources.AssertNone(bare);
    }

    [Fact]
    public void Types_of_src_are_internal() => Sources.AssertNone(
        Sources.Of("src").Where(static file => PublicType().IsMatch(File.ReadAllText(file))).Select(Sources.Relative));

    [Fact]
    public void Nothing_is_left_unfinished() => Sources.AssertNone(
        Sources.Of("src").Concat(Sources.Of("tests"))
            .Where(static file => !file.EndsWith(nameof(SourceShapeTests) + ".cs", StringComparison.Ordinal))
            .Where(static file => Unfinished().IsMatch(File.ReadAllText(file)))
            .Select(Sources.Relative));

    private static bool IsProgram(string file) =>
        Path.GetFileName(file) is "Program.cs" or "Usings.cs";

    [GeneratedRegex(
        @"^(?:internal|public|file)\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*"
        + @"(?:class|struct|interface|enum|record\s+struct|record\s+class|record|delegate\s+[\w<>?]+)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(
        @"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref)\s+)*(?:class|struct|interface|enum|record)\b",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|NotImplementedException)\b|Assert\.True\(true|Skip\s*=\s*""")]
    private static partial Regex Unfinished();
}
