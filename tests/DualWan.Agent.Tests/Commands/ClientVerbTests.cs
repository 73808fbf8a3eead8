using System.Text.Json;
using DualWan.Agent.Control;
using DualWan.Agent.Tests.Support;

namespace DualWan.Agent.Tests.Commands;

public sealed class ClientVerbTests
{
    [Fact]
    public async Task Status_prints_the_table_and_as_json_the_records()
    {
        await using var server = await RunningServer.StartAsync();

        var text = await server.RunAsync("status");
        var json = await server.RunAsync("status", "--json");

        Assert.Equal(0, text.ExitCode);
        Assert.Contains("pcc both-addresses", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text.Output);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("isp1", document.RootElement.GetProperty("uplinks")[0].GetProperty("name").GetString());
        Assert.Equal(74.4, document.RootElement.GetProperty("uplinks")[0].GetProperty("share").GetDouble());
    }

    [Theory]
    [InlineData("up", 0)]
    [InlineData("degraded", 1)]
    [InlineData("down", 2)]
    public async Task Status_check_ends_as_monitoring_wants_it(string state, int exitCode)
    {
        await using var server = await RunningServer.StartAsync();
        server.Agent.Status = Samples.Status() with { State = state };

        var verb = await server.RunAsync("status", "--check");

        Assert.Equal(exitCode, verb.ExitCode);
        Assert.Equal($"{state}: isp1 up, isp2 standby\n", verb.Output);
    }

    [Fact]
    public async Task Colour_always_colours_even_a_pipe()
    {
        await using var server = await RunningServer.StartAsync();

        var verb = await server.RunAsync("status", "--color", "always");

        Assert.Contains("\e[32mup\e[0m", verb.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_lines_and_with_json_one_object_per_line()
    {
        await using var server = await RunningServer.StartAsync();
        server.Journal.Add("isp1", "down", "all monitors failed", "[FAILOVER] isp1 DOWN - all monitors failed");
        server.Journal.Add("isp1", "up", null, "[FAILOVER] isp1 UP - 5 good rounds");

        var text = await server.RunAsync("events");
        var json = await server.RunAsync("events", "--json", "-n", "1");

        Assert.Contains("[FAILOVER] isp1 DOWN - all monitors failed", text.Output, StringComparison.Ordinal);
        var line = Assert.Single(json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var document = JsonDocument.Parse(line);
        Assert.Equal(2, document.RootElement.GetProperty("id").GetInt64());
        Assert.Equal("up", document.RootElement.GetProperty("event").GetString());
    }

    [Theory]
    [InlineData("disable", "Disable isp1")]
    [InlineData("enable", "Enable isp1")]
    [InlineData("drain", "Drain isp1")]
    [InlineData("failback", "Failback isp1")]
    public async Task An_operation_reaches_the_core_with_the_callers_name_by_the_kernel(string verb, string expected)
    {
        await using var server = await RunningServer.StartAsync();

        var result = await server.RunAsync("uplink", verb, "isp1");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("isp1 is disabled\n", result.Output);
        Assert.Equal(expected, Assert.Single(server.Agent.Asked));
        Assert.Equal(Environment.ProcessId, server.Agent.LastCaller.Pid);
        Assert.Contains($"/v1/uplinks/isp1/{verb} asked by uid 0, pid {Environment.ProcessId}", server.Log,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoSuchUplink", 1)]
    [InlineData("Refused", 2)]
    public async Task An_operation_that_is_refused_says_why(string outcome, int exitCode)
    {
        await using var server = await RunningServer.StartAsync();
        server.Agent.Operation = new OperationResult(
            Enum.Parse<OperationOutcome>(outcome), "there is no uplink 'isp9'", "did you mean 'isp1'?");

        var verb = await server.RunAsync("uplink", "disable", "isp9");

        Assert.Equal(exitCode, verb.ExitCode);
        Assert.Equal("dualwan: there is no uplink 'isp9'\n  did you mean 'isp1'?\n", verb.Error);
    }

    [Fact]
    public async Task An_uplink_name_with_odd_characters_arrives_whole()
    {
        await using var server = await RunningServer.StartAsync();

        await server.RunAsync("uplink", "disable", "büro 2?a&b=1%20");

        Assert.Equal("Disable büro 2?a&b=1%20", Assert.Single(server.Agent.Asked));
    }

    [Fact]
    public async Task A_reload_of_a_bad_file_shows_its_errors_and_that_the_old_config_stays()
    {
        await using var server = await RunningServer.StartAsync();
        server.Agent.Reload = new ReloadResult(
            false, true, "dualwan.yaml has 1 error", 7, 0,
            [new DiagnosticRecord("dualwan.yaml", 2, 3, "error", "unknown key 'wieght'", "did you mean 'weight'?",
                "  wieght: 3")]);

        var verb = await server.RunAsync("reload");

        Assert.Equal(1, verb.ExitCode);
        Assert.Equal(
            "dualwan.yaml:2:3: error: unknown key 'wieght' (did you mean 'weight'?)\n     2 |   wieght: 3\n       | "
                + "  ^\n", verb.Output);
        Assert.Contains("the old config stays in force", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_prints_each_answer_and_a_summary()
    {
        await using var server = await RunningServer.StartAsync();

        var verb = await server.RunAsync("probe", "isp1", "9.9.9.9", "-n", "3");

        Assert.Equal(0, verb.ExitCode);
        Assert.Equal(
            "1: reply from 9.9.9.9: 11 ms\n2: no answer from 9.9.9.9\n3: reply from 9.9.9.9: 13 ms\n"
            + "3 sent, 2 answered, 33 % lost, rtt 11 ms / 12 ms / 13 ms (min / mean / max)\n", verb.Output);
    }

    [Fact]
    public async Task A_probe_through_an_unknown_uplink_is_wrong_input()
    {
        await using var server = await RunningServer.StartAsync();

        var verb = await server.RunAsync("probe", "isp7");

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("there is no uplink 'isp7'", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_asks_for_the_whole_packet()
    {
        await using var server = await RunningServer.StartAsync();

        var verb = await server.RunAsync(
            "explain", "192.168.1.50", "1.1.1.1", "tcp", "443", "--source-port", "5000", "--in", "lan0");

        Assert.Equal(0, verb.ExitCode);
        Assert.StartsWith("leaves by isp1\n", verb.Output, StringComparison.Ordinal);
        Assert.Contains("bucket 2 of 4  (dualwan.yaml:9:1)", verb.Output, StringComparison.Ordinal);
        Assert.Equal(new ExplainQuery("192.168.1.50", "1.1.1.1", "tcp", 443, 5000, "lan0"), server.Agent.LastQuery);
    }

    [Theory]
    [InlineData("192.168.1.300", "1.1.1.1")]
    [InlineData("192.168.1.2", "2001:db8::1")]
    [InlineData("host", "1.1.1.1")]
    public async Task Explain_of_what_is_no_pair_of_addresses_is_wrong_input(string source, string destination)
    {
        await using var server = await RunningServer.StartAsync();

        var verb = await server.RunAsync("explain", source, destination);

        Assert.Equal(1, verb.ExitCode);
        Assert.Contains("two addresses of one family", verb.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_made_by_the_running_agent_from_the_file_as_it_is_now()
    {
        await using var server = await RunningServer.StartAsync();
        var file = Path.Combine(server.Directory, "new.yaml");
        await File.WriteAllTextAsync(file, "uplinks: {}\n", TestContext.Current.CancellationToken);

        var verb = await server.RunAsync("plan", "-c", file);

        Assert.Equal(0, verb.ExitCode);
        Assert.Equal("ip rule add pref 20900 table 7700\n", verb.Output);
        Assert.Equal(new PlanRequest(file, "uplinks: {}\n"), server.Agent.LastPlan);
    }

    [Fact]
    public async Task What_the_core_refuses_in_words_is_said_in_those_words()
    {
        await using var server = await RunningServer.StartAsync();
        server.Agent.Defect = new CommandException(ExitCode.InputWrong, "there is no route to explain",
            "try another address");

        var verb = await server.RunAsync("status");

        Assert.Equal(1, verb.ExitCode);
        Assert.Equal("dualwan: there is no route to explain\n  try another address\n", verb.Error);
        Assert.DoesNotContain("   at ", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_prints_frame_after_frame_and_as_json_one_line_each()
    {
        await using var server = await RunningServer.StartAsync();

        var (frames, _) = await WatchAsync(server, "status", "--watch");
        var (lines, _) = await WatchAsync(server, "status", "--watch", "--json");

        Assert.True(frames.Split("pcc both-addresses").Length > 2, frames);
        Assert.All(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line =>
        {
            using var document = JsonDocument.Parse(line);
            Assert.Equal(7, document.RootElement.GetProperty("generation").GetInt64());
        });
    }

    /// <summary>Runs the built program until it has printed twice, then ends it as Ctrl-C would.</summary>
    private static async Task<(string Output, int ExitCode)> WatchAsync(RunningServer server, params string[] arguments)
    {
        var info = new System.Diagnostics.ProcessStartInfo(
            DualWan.Testing.AgentProcess.Binary,
            [.. arguments, "--runtime-dir", server.Directory])
        { RedirectStandardOutput = true };
        using var process = System.Diagnostics.Process.Start(info)!;
        var output = new System.Text.StringBuilder();
        while (output.ToString().Split("isp2").Length < 4
            && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            output.Append(line).Append('\n');
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output.ToString(), process.ExitCode);
    }

    [Fact]
    public async Task A_defect_of_the_agent_is_one_line_here_and_a_report_in_its_log()
    {
        await using var server = await RunningServer.StartAsync();
        server.Agent.Defect = new InvalidOperationException("the inner text");

        var verb = await server.RunAsync("status");

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains("the agent failed on this request", verb.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the inner text", verb.Error, StringComparison.Ordinal);
        Assert.Contains("the inner text", server.Log, StringComparison.Ordinal);
    }
}
