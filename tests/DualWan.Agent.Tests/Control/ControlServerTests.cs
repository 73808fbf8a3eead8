using System.Net.Sockets;
using System.Text;
using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Agent.Rendering;
using DualWan.Agent.Tests.Support;
using DualWan.Lab;
using DualWan.Testing;

namespace DualWan.Agent.Tests.Control;

public sealed class ControlServerTests
{
    [Fact]
    public async Task Curl_can_do_all_that_the_command_can()
    {
        await using var server = await RunningServer.StartAsync();

        var status = await CurlAsync(server, "http://localhost/v1/status");
        var drain = await CurlAsync(server, "-X", "POST", "http://localhost/v1/uplinks/isp1/drain");
        var missing = await CurlAsync(server, "-w", "%{http_code}", "http://localhost/v2/status");
        var wrongMethod = await CurlAsync(server, "-o", "/dev/null", "-w", "%{http_code}",
            "http://localhost/v1/reload");

        Assert.Contains("\"generation\": 7", status, StringComparison.Ordinal);
        Assert.Contains("\"outcome\": \"done\"", drain, StringComparison.Ordinal);
        Assert.Contains("no such path", missing, StringComparison.Ordinal);
        Assert.EndsWith("404", missing, StringComparison.Ordinal);
        Assert.Equal("405", wrongMethod);
    }

    [Fact]
    public async Task A_socket_left_by_a_killed_agent_is_replaced()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("control.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Bound and closed without unlink: what kill -9 leaves behind.
            dead.Bind(new UnixDomainSocketEndPoint(path));
            dead.Listen();
        }

        if (!File.Exists(path))
            await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        Assert.Equal(3, (await Verb.RunAsync("status", "--runtime-dir", directory.Path)).ExitCode);
        using var held = RuntimeLock.Take(directory.Path);

        await using var server = await StartAsync(held);

        Assert.True(new ControlClient(directory.Path).AgentRuns());
        Assert.Equal("660", Convert.ToString((int)File.GetUnixFileMode(path), 8));
    }

    [Fact]
    public void A_second_agent_is_refused_and_told_whose_the_first_is()
    {
        using var directory = new TemporaryDirectory();
        using var first = RuntimeLock.Take(directory.Path);

        var e = Assert.Throws<CommandException>(() => RuntimeLock.Take(directory.Path));

        Assert.Equal(ExitCode.Refused, e.ExitCode);
        Assert.Contains($"another agent (process {Environment.ProcessId})", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lock_is_free_again_after_its_holder()
    {
        using var directory = new TemporaryDirectory();
        var run = directory.File("run");
        RuntimeLock.Take(run).Dispose();

        using var second = RuntimeLock.Take(run);

        Assert.Equal("750", Convert.ToString((int)File.GetUnixFileMode(run), 8));
    }

    [Fact]
    public async Task Followers_see_the_past_then_each_new_event_and_leave_no_trace()
    {
        await using var server = await RunningServer.StartAsync();
        server.Journal.Add("isp1", "down", null, "one");
        using (var response = await Task.Run(() => server.Client.Send("GET", "/v1/events?follow", follow: true)))
        {
            using var lines = response.ReadLines().GetEnumerator();
            Assert.Contains("\"text\":\"one\"", Next(lines), StringComparison.Ordinal);
            server.Journal.Add("isp1", "up", null, "two");
            Assert.Contains("\"text\":\"two\"", Next(lines), StringComparison.Ordinal);
            Assert.Equal(1, server.Journal.Followers);
        }

        await Eventually.True(() => server.Journal.Followers == 0, "the follower is forgotten when it hangs up");
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused_and_the_agent_lives()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await Task.Run(() =>
            Ask(server, "GET /v1/status?" + new string('x', 8000) + " HTTP/1.1\r\nHost: x\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 414", response.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await server.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task Garbage_is_answered_with_400_and_the_agent_lives()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await Task.Run(() => Ask(server, "\0\u0001garbage\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 400", response.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (await server.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_refused_in_words()
    {
        using var directory = new TemporaryDirectory();
        using var held = RuntimeLock.Take(directory.File(new string('x', 110)));

        var e = await Assert.ThrowsAsync<CommandException>(() => StartAsync(held));

        Assert.Contains("longer than 107 bytes", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root:x:0:\ndualwan:x:977:alice\n", 977)]
    [InlineData("dualwan2:x:5:\n", -1)]
    [InlineData("dualwan:x:many:\n", -1)]
    [InlineData("", -1)]
    public void The_group_is_found_in_the_text_of_etc_group(string text, int expected) =>
        Assert.Equal(expected < 0 ? null : (uint)expected, ControlGroup.Find(text, "dualwan"));

    private static Task<ControlServer> StartAsync(RuntimeLock held) => ControlServer.StartAsync(
        held, new FakeAgent(), new EventJournal(TimeProvider.System),
        AgentLoggerProvider.CreateFactory(TextWriter.Null, false, Palette.None, static _ => null, TimeProvider.System),
        TestContext.Current.CancellationToken);

    private static string Next(IEnumerator<string> lines)
    {
        Assert.True(lines.MoveNext());
        return lines.Current;
    }

    private static StringWriter Ask(RunningServer server, string request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(server.Socket));
        socket.Send(Encoding.Latin1.GetBytes(request));
        var buffer = new byte[4096];
        var answer = new StringWriter();
        answer.Write(Encoding.Latin1.GetString(buffer, 0, socket.Receive(buffer)));
        return answer;
    }

    private static async Task<string> CurlAsync(RunningServer server, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "curl", ["-s", "--unix-socket", server.Socket, .. arguments])
        { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
