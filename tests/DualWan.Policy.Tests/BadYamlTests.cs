using System.Text;
using DualWan.Core.Text;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>Texts that are no YAML, or more YAML than a policy needs.</summary>
public sealed class BadYamlTests
{
    private const string Good = "uplinks: {isp1: {interface: wan1}}\n";

    [Theory]
    [InlineData("«", "there are no uplinks; expected 'uplinks:'", "nat: no\n")]
    [InlineData("«", "the file is empty; expected at least 'uplinks:'", "")]
    [InlineData("«", "the file is empty; expected at least 'uplinks:'", "# nothing\n")]
    [InlineData("«", "the file is empty; expected at least 'uplinks:'", "---\n...\n")]
    [InlineData("«", "expected keys such as 'uplinks:', found 'hello'", "hello")]
    [InlineData("«", "expected keys such as 'uplinks:', found a list", "- a\n- b\n")]
    [InlineData("uplinks: «", "uplinks: expected at least one uplink such as {isp1: {interface: wan1}}, found {}", "{}")]
    [InlineData("uplinks:«", "uplinks: expected keys with values such as {isp1: {interface: wan1}}, found nothing", "\n")]
    public void File_without_uplinks_is_an_error(string before, string expected, string after) =>
        Annotated.Check(before + after, $"error: {expected}");

    [Theory]
    [InlineData("rules:\n«\t- {uplink: isp1}\n", "a tab in the indentation; expected spaces")]
    [InlineData("health:\n  interval: 1s\n «\tfailures: 3\n", "a tab in the indentation; expected spaces")]
    [InlineData("lan: «{interfaces: [lan0]\n", "'{' is never closed")]
    [InlineData("lan: {interfaces: [lan0«}\n", "expected ',' or ']' (a value with brackets in it needs quotes)")]
    [InlineData("nat: «\"masquerade\n", "the quote is never closed")]
    [InlineData("nat: «'masquerade\n", "the quote is never closed")]
    [InlineData("nat: mas«: querade\n", "a second ':' in one value; expected 'key: value' (a value with ': ' in it needs quotes)")]
    [InlineData("nat: «@x\n", "a value can't begin with '@'; expected it in quotes")]
    [InlineData("nat: «`x`\n", "a value can't begin with '`'; expected it in quotes")]
    [InlineData("health:\n  interval: 1s\n «failures: 3\n", "expected a key; the indentation does not match the lines before")]
    [InlineData("lan: «- lan0\n", "a list can't begin here; expected '- ' on a line of its own")]
    [InlineData("nat: «\"a\\qb\"\n", "an unknown escape after '\\' (single quotes take '\\' as it is)")]
    [InlineData("rules: [{dst-address-list: «!a, uplink: isp1}]\n", "this value begins with '!'; expected it in quotes here (write \"!...\")")]
    [InlineData("health:\n  interval: 1s\n  «failures = 3\n", "expected 'key: value' (with ': ', not with '=')")]
    [InlineData("health:\n  interval: 1s\n  «failures\n", "expected 'key: value'")]
    [InlineData("nat: «}\n", "expected a value")]
    [InlineData("lan:\n  interfaces:\n  - \"lan0\" «x\n", "expected the end of the line, found more (a value with special characters needs quotes)")]
    [InlineData("lan: {interfaces: \"lan0\"} «x\n", "expected the end of the line, found more (a value with special characters needs quotes)")]
    [InlineData("«%x\n", "a line can't begin with '%'; expected 'key: value'")]
    [InlineData("nat: «|x\n", "'|' and '>' begin a text of several lines; expected a value of one line")]
    [InlineData("lan: {interfaces: [lan0]}«: c\n", "a ':' can't stand here; expected 'key: value' (a value with ': ' in it needs quotes)")]
    public void Syntax_error_has_its_place_and_the_file_is_read_on(string broken, string expected) =>
        Annotated.Check($"{broken}router: «folow\n{Good}", $"error: {expected}",
            "error: router: expected follow or balance, found 'folow' (did you mean 'follow'?)");

    [Fact]
    public void Json_is_yaml_and_its_brackets_are_told_too()
    {
        Load.Config("""{"uplinks": {"isp1": {"interface": "wan1", "weight": 3}}, "nat": "masquerade"}""");
        Annotated.Check("""{"uplinks": «{"isp1": {"interface": "wan1"}""", "error: '{' is never closed");
    }

    [Fact]
    public void After_a_syntax_error_nothing_is_said_to_be_missing() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1}
          isp2: «{interface: wan2
        rules:
          - {src-address: 10.0.0.1, uplink: isp2}
        """,
        "error: '{' is never closed");

    [Fact]
    public void What_comes_before_a_syntax_error_is_checked() => Annotated.Check(
        """
        uplinks:
          isp1: {interface: wan1, weight: «0}
          isp2: «{interface: wan2
        nat: «x
        """,
        "error: weight: expected a number from 1 to 255, found '0'",
        "error: '{' is never closed",
        "error: nat: expected masquerade or no, found 'x'");

    [Theory]
    [InlineData("nat: «*x\n", "aliases such as '*x' are not supported; write the value out here")]
    [InlineData("nat: «&x no\n", "anchors such as '&x' are not supported; write the value out where it is needed")]
    [InlineData("health: «&x {failures: 2}\n", "anchors such as '&x' are not supported; write the value out where it is needed")]
    [InlineData("health: {«<<: {failures: 2}}\n", "merge keys ('<<') are not supported; write the keys out here")]
    [InlineData("nat: «!!str no\n", "tags such as '!!str' are not supported; expected the value alone")]
    [InlineData("health: «!x {failures: 2}\n", "tags such as '!!str' are not supported; expected the value alone")]
    [InlineData("? «[a]\n: b\n", "expected a key, found a list")]
    [InlineData("«{a: 1}: b\n", "expected a key, found keys with values")]
    [InlineData("«'': b\n", "expected a key, found nothing")]
    public void Yaml_that_a_policy_has_no_use_for_is_refused(string text, string expected) =>
        Annotated.Check(Good + text, $"error: {expected}");

    [Fact]
    public void Words_that_yaml_glues_or_tears_apart_are_told() => Annotated.Check(
        """
        uplinks:
          isp1: {«interface:wan1}
          isp2: {interface: wan2, monitors: [«tcp: 1]}
        rules:
          - {protocol: tcp, dst-port: 443,«8000-8100, uplink: isp2}
        """,
        "error: unknown key 'interface:wan1' in an uplink (write 'interface: wan1', with a space)",
        "error: monitors: expected an address, gateway, arp:gateway, arp:ADDRESS, tcp:ADDRESS:PORT, dns:SERVER/NAME "
            + "or an http(s) URL, found keys with values",
        "error: unknown key '8000-8100' in a rule (a value with commas needs quotes here)");

    [Fact]
    public void Second_document_is_refused() =>
        Annotated.Check($"{Good}«---\nnat: no\n", "error: a second document begins here; expected one document");

    [Fact]
    public void Negation_works_without_quotes_where_yaml_takes_it_for_a_tag()
    {
        var config = Load.Config(Good + """
            address-lists: {a: [10.0.0.1]}
            rules:
              - dst-address-list: !a
                uplink: isp1
              - src-address: !10.0.0.0/8
                protocol: tcp
                dst-port: !443,8000-8100  # that is: not these
                uplink: isp1
            """);
        Assert.Contains("dst-list=!a in-list", ConfigText.Mangle(config));
        Assert.Contains("src=!10.0.0.0/8 proto=6 dport=!443,8000-8100 in-list", ConfigText.Mangle(config));
        var quoted = Load.Config(Good + "rules: [{protocol: ! 'tcp', uplink: isp1}, {protocol: ! udp, uplink: isp1}]");
        Assert.Contains("proto=!6", ConfigText.Mangle(quoted));
        Assert.Contains("proto=!17", ConfigText.Mangle(quoted));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    public void Line_ends_of_every_system_count_alike(string end)
    {
        var text = "uplinks:\n  isp1:\n    interface: wan1\nnat: x\n".Replace("\n", end, StringComparison.Ordinal);
        Assert.Equal("4:6: error: nat: expected masquerade or no, found 'x'\n", Load.Diagnostics(text));
    }

    [Fact]
    public void Byte_order_mark_is_skipped_and_does_not_count_as_a_column()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)];
        Assert.NotNull(PolicyFile.Load(Load.FileName, bytes).Config);
        Assert.Equal(
            "1:1: error: unknown key 'uplimks' in the policy (did you mean 'uplinks'?)\n",
            Load.Diagnostics("\uFEFFuplimks: {}\n"));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x3A, 0x20, 0xFF, 0x0A }, "1:4: error: byte 0xFF is not UTF-8; expected a file in UTF-8")]
    [InlineData(new byte[] { 0x61, 0x0A, 0xC3 }, "2:1: error: byte 0xC3 is not UTF-8; expected a file in UTF-8")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "1:1: error: byte 0xED is not UTF-8; expected a file in UTF-8")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "1:1: error: the file is UTF-16; expected UTF-8")]
    [InlineData(new byte[] { 0x61, 0x3A, 0x20, 0x00, 0x0A }, "1:4: error: a character that no text has (U+0000)")]
    [InlineData(new byte[] { 0x61, 0x3A, 0x1B, 0x5B, 0x0A }, "1:3: error: a character that no text has (U+001B)")]
    public void Bytes_that_are_no_text_are_an_error_with_a_place(byte[] bytes, string expected)
    {
        var (config, diagnostics) = PolicyFile.Load(Load.FileName, bytes);
        Assert.Null(config);
        Assert.Equal($"{Load.FileName}:{expected}", Assert.Single(diagnostics).ToString());
    }

    [Fact]
    public void File_that_is_too_large_is_refused_before_it_is_parsed()
    {
        const string expected = "dualwan.yaml:1:1: error: the file is too large; expected at most 16 MB";
        var bytes = new byte[PolicyText.MaxBytes + 1];
        Assert.Equal(expected, Assert.Single(PolicyFile.Load(Load.FileName, bytes).Diagnostics).ToString());
        var text = new string('x', PolicyText.MaxBytes + 1);
        var diagnostics = PolicyFile.Load(new SourceText(Load.FileName, text)).Diagnostics;
        Assert.Equal(expected, Assert.Single(diagnostics).ToString());
    }

    [Theory]
    [InlineData("[", 20_000)]
    [InlineData("{a: ", 20_000)]
    [InlineData("- ", 20_000)]
    [InlineData("? ", 20_000)]
    [InlineData("[", 4_000_000)]
    public void Deep_nesting_is_refused(string piece, int depth)
    {
        var text = "uplinks: \n  " + string.Concat(Enumerable.Repeat(piece, depth));
        Assert.Contains("nested deeper than 32 levels", Load.Diagnostics(text));
    }

    [Fact]
    public void Alias_bomb_is_refused_and_never_grows()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var (config, diagnostics) = PolicyFile.Load(new SourceText(Load.FileName, text.ToString()));
        Assert.Null(config);
        Assert.Contains(diagnostics, static item => item.Message.StartsWith("anchors", StringComparison.Ordinal));
        Assert.True(diagnostics.Count <= PolicyFile.MaxDiagnostics + 1);
    }

    [Fact]
    public void Thousands_of_errors_are_cut_and_counted_and_errors_come_before_warnings()
    {
        var rules = string.Concat(Enumerable.Repeat("  - {dscp: 99, uplink: isp1}\n", 30_000));
        var (config, diagnostics) = PolicyFile.Load(new SourceText(Load.FileName, $"{Good}rules:\n{rules}nat: x\n"));
        Assert.Null(config);
        Assert.Equal(PolicyFile.MaxDiagnostics + 1, diagnostics.Count);
        Assert.Equal("dualwan.yaml:10002:12: note: 29001 more are not shown", diagnostics[^1].ToString());
    }
}
