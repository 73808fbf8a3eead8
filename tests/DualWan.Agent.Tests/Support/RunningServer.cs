using DualWan.Agent.Control;
using DualWan.Agent.Hosting;
using DualWan.Agent.Rendering;

namespace DualWan.Agent.Tests.Support;

/// <summary>A control server over a fake agent, in a directory of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly StringWriter _log;
    private readonly RuntimeLock _lock;
    private readonly ControlServer _server;

    private RunningServer(FakeAgent agent, EventJournal journal, TemporaryDirectory directory, RuntimeLock held,
        ControlServer server, StringWriter log)
    {
        (Agent, Journal, _directory, _lock, _server, _log) = (agent, journal, directory, held, server, log);
    }

    public FakeAgent Agent { get; }

    public EventJournal Journal { get; }

    public string Directory => _directory.Path;

    public string Socket => _server.Path;

    public string Log => _log.ToString();

    public ControlClient Client => new(_directory.Path);

    public static async Task<RunningServer> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var log = new StringWriter();
        var journal = new EventJournal(TimeProvider.System);
        var agent = new FakeAgent();
        var held = RuntimeLock.Take(directory.Path);
        var loggers = AgentLoggerProvider.CreateFactory(
            TextWriter.Synchronized(log), false, Palette.None, static _ => null, TimeProvider.System);
        var server = await ControlServer.StartAsync(held, agent, journal, loggers,
            TestContext.Current.CancellationToken);
        return new RunningServer(agent, journal, directory, held, server, log);
    }

    /// <summary>Runs a client verb against this server.</summary>
    public Task<Verb> RunAsync(params string[] args) =>
        Task.Run(() => Verb.RunAsync([.. args, "--runtime-dir", Directory]));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _lock.Dispose();
        _directory.Dispose();
        await _log.DisposeAsync();
    }
}
