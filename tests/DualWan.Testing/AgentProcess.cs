using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DualWan.Lab;

namespace DualWan.Testing;

/// <summary>
/// The built <c>dualwan</c> binary, run as a service manager would run it, in a namespace, with directories of its
/// own. Readiness is what it tells systemd (<c>READY=1</c> on a notify socket that belongs to the test).
/// </summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly NetworkNamespace _space;
    private readonly string _program;
    private readonly string _folder;
    private readonly StringBuilder _log = new();
    private readonly List<string> _notifications = [];
    private readonly Socket _notify;
    private readonly HttpClient _control;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    private AgentProcess(NetworkNamespace space, string policy, string fileName, string program)
    {
        _space = space;
        _program = program;
        _folder = Directory.CreateTempSubdirectory("dualwan-test-").FullName;
        PolicyPath = Path.Combine(_folder, fileName);
        File.WriteAllText(PolicyPath, policy);
        _notify = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _notify.Bind(new UnixDomainSocketEndPoint(NotifyPath));
        _ = ListenAsync();
        _control = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync })
        {
            BaseAddress = new Uri("http://dualwan/"),
        };
    }

    /// <summary>The executable of this working copy, of the configuration that the tests were built in.</summary>
    public static string Binary { get; } = Path.Combine(
        Repository.Root, "artifacts", "bin", "DualWan.Agent", Configuration(), "dualwan");

    /// <summary>
    /// Shell commands that are run before the binary, in a mount namespace of its own: what the box of a bad day lacks.
    /// They end in <c>exec "$0" "$@"</c>, which may be led by another program (<c>setpriv</c>). Null: a good day.
    /// </summary>
    public string? BadDay { get; init; }

    public string PolicyPath { get; }

    public string RuntimeDirectory => Path.Combine(_folder, "run");

    public string StateDirectory => Path.Combine(_folder, "state");

    public string ControlSocket => Path.Combine(RuntimeDirectory, "control.sock");

    /// <summary>Everything that the agent has printed, of all its starts.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>
    /// What the agent told the service manager: <c>READY=1</c>, <c>STATUS=...</c>, <c>WATCHDOG=1</c>.
    /// </summary>
    public IReadOnlyList<string> Notifications
    {
        get
        {
            lock (_notifications)
                return [.. _notifications];
        }
    }

    public int Id => _process?.Id ?? throw new InvalidOperationException("the agent is not running");

    public bool Running => _process is { HasExited: false };

    private string NotifyPath => Path.Combine(_folder, "notify");

    /// <summary>Starts the agent with a policy text and waits until it is ready; fails with its log.</summary>
    public static async Task<AgentProcess> Start(
        NetworkNamespace router, string policy, double seconds = 15, string fileName = "dualwan.yaml")
    {
        var agent = new AgentProcess(router, policy, fileName, Binary);
        try
        {
            agent.Launch();
            await agent.Ready(seconds);
            return agent;
        }
        catch
        {
            agent.Dispose();
            throw;
        }
    }

    /// <summary>Prepares the directories and the policy without starting: for tests of start itself.</summary>
    /// <param name="program">Another build than <see cref="Binary"/>, as a published one.</param>
    /// <param name="badDay">See <see cref="BadDay"/>.</param>
    public static AgentProcess Prepare(
        NetworkNamespace router, string policy, string fileName = "dualwan.yaml", string? program = null,
        string? badDay = null) => new(router, policy, fileName, program ?? Binary) { BadDay = badDay };

    /// <summary>Starts (again) without waiting.</summary>
    public void Launch(params string[] more)
    {
        Assert.True(File.Exists(_program), $"{_program} is missing: build src/DualWan.Agent first");
        var info = Info(["run", "-c", PolicyPath, .. Directories(), .. more]);
        info.Environment["NOTIFY_SOCKET"] = NotifyPath;
        _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process?.Dispose();
        _process = _space.Start(info);
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>A crash (SIGKILL) and a start with the same directories, until it is ready again.</summary>
    public Task Restart(double seconds = 15)
    {
        Kill();
        Launch();
        return Ready(seconds);
    }

    /// <summary>
    /// Waits for the <c>READY=1</c> of the last start; fails when the agent ends before or takes longer.
    /// </summary>
    public async Task Ready(double seconds = 15)
    {
        var process = _process ?? throw new InvalidOperationException("the agent is not running");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        var exited = process.WaitForExitAsync(deadline.Token);
        if (await Task.WhenAny(_ready.Task, exited) == _ready.Task)
            return;
        Assert.Fail(process.HasExited
            ? $"the agent ended with {process.ExitCode} before it was ready:\n{Log}"
            : $"the agent was not ready within {seconds} s:\n{Log}");
    }

    /// <summary>Writes another policy; <see cref="Reload"/> makes the agent read it.</summary>
    public void WritePolicy(string policy) => File.WriteAllText(PolicyPath, policy);

    /// <summary><c>dualwan reload</c>.</summary>
    public CommandResult Reload() => Cli("reload");

    /// <summary>A verb in the router's namespace, with this agent's directories.</summary>
    public CommandResult Cli(params string[] arguments)
    {
        using var process = _space.Start(Info([.. arguments, .. Directories()]));
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult("dualwan " + string.Join(' ', arguments), process.ExitCode, output, error.Result);
    }

    /// <summary>
    /// <c>dualwan run</c> that is expected to end by itself, with what it said; fails when it goes on for 15 s.
    /// </summary>
    public async Task<CommandResult> RunRefused(params string[] more)
    {
        Launch(more);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(15));
        await _process!.WaitForExitAsync(deadline.Token);
        return new CommandResult("dualwan run", _process.ExitCode, "", Log);
    }

    /// <summary>
    /// What <c>dualwan status --json</c> prints, asked at the control socket: a poll should not cost a process. For
    /// the verb itself, <see cref="Cli"/>.
    /// </summary>
    public JsonElement Status() => Get("v1/status");

    /// <summary>A document of the control socket, as <c>curl --unix-socket</c> would get it.</summary>
    public JsonElement Get(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(_control.GetStringAsync(path).GetAwaiter().GetResult());
            return document.RootElement.Clone();
        }
        catch (HttpRequestException e)
        {
            throw new LabException($"control socket, {path}: {e.Message}\n{Log}");
        }
    }

    /// <summary>A request without a body at the control socket, such as <c>v1/reload</c>; false where it was
    /// refused.</summary>
    public bool Post(string path)
    {
        using var answer = _control.PostAsync(path, null).GetAwaiter().GetResult();
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The state of one uplink in <see cref="Status"/>: <c>up</c>, <c>down</c>, <c>standby</c> ...</summary>
    public string UplinkState(string name) => Status().GetProperty("uplinks").EnumerateArray()
        .Single(u => u.GetProperty("name").GetString() == name).GetProperty("state").GetString()!;

    /// <summary>SIGKILL, as a crash; returns when the process is gone.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM and its exit code; fails when it takes longer than <paramref name="seconds"/>.</summary>
    public int Stop(double seconds = 10)
    {
        Signal(15);
        var ended = _process!.WaitForExit(TimeSpan.FromSeconds(seconds));
        Assert.True(ended, $"no end within {seconds} s of SIGTERM:\n{Log}");
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by number (1 is SIGHUP, the other way to reload).</summary>
    public void Signal(int number) => _ = Lab.Interop.LabLibc.Kill(Id, number);

    public void Dispose()
    {
        if (Running)
            Kill();
        _process?.Dispose();
        _notify.Dispose();
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration() =>
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name.StartsWith("debug", StringComparison.Ordinal)
            ? "debug" : "release";

    private string[] Directories() => ["--runtime-dir", RuntimeDirectory, "--state-dir", StateDirectory];

    private ProcessStartInfo Info(string[] arguments) => new(
        BadDay is null ? _program : "unshare",
        BadDay is null ? arguments : ["-m", "bash", "-ec", BadDay, _program, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["NO_COLOR"] = "1" },
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_log)
            _log.AppendLine(line.Data);
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await _notify.ReceiveAsync(buffer);
                foreach (var line in Encoding.UTF8.GetString(buffer, 0, length).Split('\n'))
                    Notified(line);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Notified(string line)
    {
        lock (_notifications)
            _notifications.Add(line);
        if (line == "READY=1")
            _ready.TrySetResult();
    }
}
