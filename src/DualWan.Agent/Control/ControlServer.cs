using System.Text;
using DualWan.Agent.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DualWan.Agent.Control;

/// <summary>HTTP and JSON on a unix socket: what <c>dualwan status</c> and <c>curl --unix-socket</c> talk to.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const UnixFileMode SocketMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly WebApplication _application;

    private ControlServer(WebApplication application, string path)
    {
        _application = application;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Listens in the directory whose lock the caller holds; a socket left there by a killed agent is
    /// removed.</summary>
    public static async Task<ControlServer> StartAsync(
        RuntimeLock held, IAgentControl control, EventJournal journal, ILoggerFactory loggers,
        CancellationToken cancellation = default)
    {
        var path = ControlPaths.Socket(held.Directory);
        if (Encoding.UTF8.GetByteCount(path) > ControlPaths.MaxSocketPathBytes)
        {
            throw new CommandException(
                ExitCode.InputWrong,
                $"the path of the control socket is longer than {ControlPaths.MaxSocketPathBytes} bytes: {path}",
                "give a shorter --runtime-dir");
        }

        Prepare(held, path);
        var application = Build(path, control, journal, loggers);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new CommandException(
                ExitCode.Refused, $"can't listen on {path}", "see that its directory is writable and not full");
        }

        ControlGroup.Give(path, SocketMode);
        return new ControlServer(application, path);
    }

    public async ValueTask DisposeAsync()
    {
        // Followers of the event stream never end by themselves: half a second, then they are cut.
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static void Prepare(RuntimeLock held, string path)
    {
        if (held.IsOurs)
            ControlGroup.Give(held.Directory, mode: null);
        // A socket has no length: what has one is somebody's file, put here by a wrong --runtime-dir.
        if (new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            throw new CommandException(
                ExitCode.Refused, $"a file is where the control socket belongs: {path}",
                "move it away, or give --runtime-dir");
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Refused, $"can't remove what is left at {path}", "remove it by hand");
        }
    }

    private static WebApplication Build(
        string path, IAgentControl control, EventJournal journal, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Limit(options, path));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        var application = builder.Build();
        ControlEndpoints.Map(application, control, journal, loggers.CreateLogger("control"));
        return application;
    }

    /// <summary>A policy with 100,000 list entries has 2 MB; nobody needs more connections than a few terminals
    /// open.</summary>
    private static void Limit(KestrelServerOptions options, string path)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = 64;
        options.Limits.MaxRequestBodySize = 16 << 20;
        options.Limits.MaxRequestLineSize = 4096;
        options.Limits.MaxRequestHeadersTotalSize = 8192;
        options.Limits.MaxRequestHeaderCount = 32;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        options.ListenUnixSocket(path, static listen => listen.Protocols = HttpProtocols.Http1);
    }
}
