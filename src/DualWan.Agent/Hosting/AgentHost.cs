using System.Runtime.InteropServices;
using DualWan.Agent.Control;
using DualWan.Systemd;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Hosting;

/// <summary>The life of the agent's process: lock, state, core, control socket, signals, and the way down
/// again.</summary>
internal sealed class AgentHost(AgentOptions options, TimeProvider time, Func<AgentServices, IAgentCore> createCore)
{
    /// <summary>Runs until SIGTERM, SIGINT or <paramref name="cancellation"/>.</summary>
    public async Task RunAsync(ILoggerFactory loggers, CancellationToken cancellation = default)
    {
        using var held = RuntimeLock.Take(options.RuntimeDirectory);
        using var notifier = SystemdNotifier.FromEnvironment();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var log = loggers.CreateLogger("agent");
        var journal = new EventJournal(time);
        var state = StateStore.Open(options.StateDirectory, time);
        using var core = createCore(new AgentServices(options, state, journal, loggers, notifier, time));
        using var signals = Listen(core, stopping, log);
        var server = await ControlServer.StartAsync(held, core, journal, loggers, stopping.Token).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            AgentLog.Started(log, Product.Version, options.ConfigFile, server.Path);
            try
            {
                await core.RunAsync(stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The way a service is stopped.
            }

            notifier.Stopping();
            AgentLog.Stopped(log);
        }
    }

    private static SignalHandlers Listen(IAgentCore core, CancellationTokenSource stopping, ILogger log) => new(
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stopping)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stopping)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _ = ReloadAsync(core, log, stopping.Token);
        }));

    private static void Stop(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        stopping.Cancel();
    }

    private static async Task ReloadAsync(IAgentCore core, ILogger log, CancellationToken cancellation)
    {
        try
        {
            var result = await core.ReloadAsync(Caller.Self, cancellation).ConfigureAwait(false);
            foreach (var diagnostic in result.Diagnostics)
                AgentLog.ConfigDiagnostic(log, diagnostic.File, diagnostic.Line, diagnostic.Column, diagnostic.Message);
        }
        catch (OperationCanceledException)
        {
            // Stopped while reloading.
        }
    }
}
