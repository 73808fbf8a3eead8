using DualWan.Agent.Tests.Support;

namespace DualWan.Agent.Tests.Commands;

public sealed class CheckCommandTests
{
    private const string Bad =
        "uplinks:\n  isp1:\n    interface: wan1\n    wieght: 3\n  isp2: {interface: wan2, distance: x}\n";

    [Fact]
    public async Task Every_error_is_printed_with_its_place_and_its_line()
    {
        var verb = await Verb.RunAsync(static e => e with { Input = Bad }, "check", "-");

        Assert.Equal(1, verb.ExitCode);
        Assert.StartsWith("-:4:5: error: ", verb.Output, StringComparison.Ordinal);
        Assert.Contains("     4 |     wieght: 3\n       |     ^\n", verb.Output, StringComparison.Ordinal);
        Assert.Contains("weight", verb.Output, StringComparison.Ordinal);
        Assert.Contains("-:5:", verb.Output, StringComparison.Ordinal);
        Assert.EndsWith("-: 2 errors, 0 warnings\n", verb.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_is_one_document_with_the_same_places()
    {
        var verb = await Verb.RunAsync(static e => e with { Input = Bad }, "check", "-", "--json");

        Assert.Equal(1, verb.ExitCode);
        using var document = System.Text.Json.JsonDocument.Parse(verb.Output);
        Assert.Equal(2, document.RootElement.GetProperty("errors").GetInt32());
        var first = document.RootElement.GetProperty("diagnostics")[0];
        Assert.Equal(4, first.GetProperty("line").GetInt32());
        Assert.Equal("    wieght: 3", first.GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_good_file_is_said_to_be_good()
    {
        var verb = await Verb.RunAsync(
            static e => e with { Input = "uplinks:\n  isp1: {interface: wan1}\n  isp2: {interface: wan2}\n" }, "check",
            "-");

        Assert.Equal((0, "-: no errors\n", ""), (verb.ExitCode, verb.Output, verb.Error));
    }

    [Fact]
    public async Task A_file_that_is_not_UTF8_names_the_byte()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory.File("x.yaml"), [0x75, 0x70, 0xff],
            TestContext.Current.CancellationToken);

        var verb = await Verb.RunAsync("check", directory.File("x.yaml"));

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("1:3: byte 0xFF is not UTF-8", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_answered_with_not_in_this_version()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("x.rsc"), "/ip route\nadd\n",
            TestContext.Current.CancellationToken);

        var verb = await Verb.RunAsync("check", directory.File("x.rsc"));

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("not in this version", verb.Output, StringComparison.Ordinal);
    }
}
