using System.Text.RegularExpressions;
using DualWan.Agent.Control;
using DualWan.Agent.Rendering;
using DualWan.Core.Config;
using DualWan.Core.Text;
using DualWan.Policy;
using DualWan.Policy.Reading;

namespace DualWan.RepositoryTests.Documents;

/// <summary>The policy's reference says what the reader does: keys, defaults, and every policy that is shown.</summary>
public sealed partial class PolicyDocumentTests
{
    private const string WrongOnPurpose = "# wrong on purpose";
    private const string NoSuchKey = "qqqqqqqq";

    private static readonly string Reference = Documentation.Text("policy.md");

    [Fact]
    public void Every_whole_policy_of_a_document_loads_and_those_that_are_wrong_on_purpose_do_not()
    {
        var offenders = new List<string>();
        var count = 0;
        foreach (var (place, _, text) in Documentation.Files.SelectMany(Documentation.Blocks)
            .Where(static block => block.Language is "yaml" or "yml" && IsWholePolicy(block.Text)))
        {
            var (config, diagnostics) = PolicyFile.Load(new SourceText(place, text));
            var expected = !text.Contains(WrongOnPurpose, StringComparison.Ordinal);
            if ((config is not null) != expected)
                offenders.Add($"{place}: " + (expected ? string.Join("; ", diagnostics) : "it loads"));
            else if (expected && diagnostics.Count > 0)
                offenders.Add($"{place}: a warning: {string.Join("; ", diagnostics)}");
            count++;
        }

        Sources.AssertNone(offenders);
        Assert.True(count >= 12, $"only {count} policies were found");
    }

    [Theory]
    [InlineData("## Top level", "qqqqqqqq: 1")]
    [InlineData("## An uplink", "uplinks: {isp1: {qqqqqqqq: 1}}")]
    [InlineData("## `balance`", "balance: {qqqqqqqq: 1}")]
    [InlineData("## `health`", "health: {qqqqqqqq: 1}")]
    [InlineData("## A rule", "rules: [{qqqqqqqq: 1}]")]
    public void Every_key_of_the_reader_is_in_the_reference_and_no_other(string heading, string policy)
    {
        var documented = KeyRows(heading).SelectMany(static row => Names(row[0])).Order(StringComparer.Ordinal);

        Assert.Equal(KnownKeys(policy).Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public void Every_key_that_comes_later_is_named_as_such_and_no_other()
    {
        var reader = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/DualWan.Policy/Reading"), "*Keys.cs")
            .SelectMany(static file => LaterKeys().Matches(File.ReadAllText(file)))
            .SelectMany(static match => Quoted().Matches(match.Groups["keys"].Value))
            .Select(static match => match.Groups["key"].Value)
            .Order(StringComparer.Ordinal)
            .ToList();
        var section = Documentation.Section(Reference, "## Not in this version").Split("```")[0];
        var documented = Names(section).Where(static name => name is not ".rsc").Order(StringComparer.Ordinal);

        Assert.NotEmpty(reader);
        Assert.Equal(reader, documented);
    }

    [Theory]
    [InlineData("## Top level")]
    [InlineData("## An uplink")]
    [InlineData("## `balance`")]
    [InlineData("## `health`")]
    public void The_defaults_of_the_reference_are_the_programs(string heading)
    {
        var defaults = PolicyDefaultTexts.Of(heading);

        foreach (var row in KeyRows(heading).Where(row => defaults.ContainsKey(Names(row[0]).First())))
            Assert.Equal($"{row[0]} = {defaults[Names(row[0]).First()]}", $"{row[0]} = {row[2]}");
        Assert.Empty(defaults.Keys.Except(KeyRows(heading).SelectMany(static row => Names(row[0]))));
    }

    [Fact]
    public void Every_field_set_of_the_classifier_is_in_the_reference()
    {
        foreach (var (text, _) in PccFieldsText.All)
            Assert.Contains($"`{text}`", Reference, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reserved_name_is_in_the_reference()
    {
        var list = Reference[Reference.IndexOf("Reserved: ", StringComparison.Ordinal)..].Split("names that")[0];
        var reserved = Names(list);

        Assert.Equal(12, reserved.Count());
        Assert.All(reserved, static name => Assert.NotNull(NameText.WhyNoUplinkName(name)));
        Assert.NotNull(NameText.WhyNoUplinkName("isp1-only"));
    }

    [Fact]
    public void The_errors_are_shown_as_they_look()
    {
        var source = new SourceText("dualwan.yaml", """
            uplinks:
              fibre: {interface: enp1s0, wieght: 3}
              lte: {interface: wwan0, dns: auto, health: {interval: 1}}
            lan: {interfaces: [br0]}
            """);
        var renderer = new DiagnosticRenderer(Palette.None);
        var records = PolicyFile.Load(source).Diagnostics.Select(one => DiagnosticRecord.From(one, source)).ToList();
        var shown = string.Concat(records.Select(renderer.Render))
            + $"dualwan.yaml: {DiagnosticRenderer.Summary(records)}\n";

        Assert.Contains($"```\n{shown}```", Reference, StringComparison.Ordinal);
    }

    private static bool IsWholePolicy(string text) => text.Split('\n').Any(static line =>
        line.StartsWith("uplinks:", StringComparison.Ordinal));

    private static IEnumerable<string[]> KeyRows(string heading) =>
        Documentation.Rows(Documentation.Section(Reference, heading).Split("\nA monitor is one of")[0])
            .Where(static row => row[0] != "key");

    /// <summary>What the reader itself says that it knows.</summary>
    private static string[] KnownKeys(string policy)
    {
        var (_, diagnostics) = PolicyFile.Load(new SourceText("policy", policy));
        var hint = diagnostics.Single(one => one.Message.Contains(NoSuchKey, StringComparison.Ordinal)).Hint!;
        return hint["known are ".Length..].Split(", ");
    }

    private static IEnumerable<string> Names(string cell) =>
        Code().Matches(cell).Select(static match => match.Groups["code"].Value);

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    /// <summary>The second argument of a key table.</summary>
    [GeneratedRegex("""new\(\s*"[^"]+",\s*\[(?<keys>[^\]]*)\]""")]
    private static partial Regex LaterKeys();

    [GeneratedRegex("\"(?<key>[^\"]+)\"")]
    private static partial Regex Quoted();
}
