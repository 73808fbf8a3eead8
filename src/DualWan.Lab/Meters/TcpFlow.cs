using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab.Meters;

/// <summary>
/// A TCP client as a user has one: connected, talking (or only listening), and connecting again at once when its
/// connection breaks.
/// </summary>
internal sealed class TcpFlow : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private readonly NetworkNamespace _space;
    private readonly IPEndPoint _to;
    private readonly TcpFlowKind _kind;
    private readonly string? _source;
    private readonly TimeSpan _attempt;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpFlowEvent> _events = [];
    private readonly Task _running;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;
    private long _lastData;

    private TcpFlow(NetworkNamespace space, TcpFlowKind kind, IPEndPoint to, string? source, TimeSpan attempt)
    {
        (_space, _kind, _to, _source, _attempt) = (space, kind, to, source, attempt);
        _running = RunAsync();
    }

    /// <summary>Everything that happened so far, in order.</summary>
    public IReadOnlyList<TcpFlowEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    /// <summary>Bytes received over all connections.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Time since the last byte came; since for ever when none has.</summary>
    public TimeSpan Silence => Interlocked.Read(ref _lastData) is var at and not 0
        ? Stopwatch.GetElapsedTime(at) : TimeSpan.MaxValue;

    /// <summary>The address and port of the present or last connection as the Internet host saw it.</summary>
    public IPEndPoint? Seen => Events.LastOrDefault(e => e.Seen is not null)?.Seen;

    /// <summary>
    /// Starts and returns when the first connection stands. A connection attempt is given up after
    /// <paramref name="attempt"/> (200 ms) and made again with a new port, as applications do.
    /// </summary>
    public static async Task<TcpFlow> Start(NetworkNamespace space, TcpFlowKind kind, string to = "192.0.2.80",
        int port = EchoServer.DefaultPort, string? source = null, TimeSpan? attempt = null)
    {
        var flow = new TcpFlow(space, kind, new IPEndPoint(IPAddress.Parse(to), port), source,
            attempt ?? TimeSpan.FromMilliseconds(200));
        try
        {
            await flow._connected.Task.WaitAsync(TimeSpan.FromSeconds(5));
            return flow;
        }
        catch (TimeoutException)
        {
            flow.Dispose();
            throw new LabException($"no TCP connection to {to}:{port} within 5 s");
        }
    }

    /// <summary>The first event of a kind after a monotonic stamp; null when there is none yet.</summary>
    public TcpFlowEvent? First(TcpFlowEventKind kind, long after) =>
        Events.FirstOrDefault(e => e.Kind == kind && e.At >= after);

    /// <summary>From a stamp (a fault's) to the connection's end; null when it has not ended.</summary>
    public TimeSpan? BrokenAfter(long stamp) => First(TcpFlowEventKind.Broken, stamp) is { } broken
        ? Stopwatch.GetElapsedTime(stamp, broken.At) : null;

    /// <summary>From a stamp to the next connection that stands; null when there is none.</summary>
    public TimeSpan? ConnectedAfter(long stamp) => First(TcpFlowEventKind.Connected, stamp) is { } connected
        ? Stopwatch.GetElapsedTime(stamp, connected.At) : null;

    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (await ConnectAsync() is not { } socket)
                continue;
            using (socket)
            {
                var reason = await UseAsync(socket);
                if (!_stop.IsCancellationRequested)
                    Note(new TcpFlowEvent(TcpFlowEventKind.Broken, Stopwatch.GetTimestamp(), null, reason));
            }
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        deadline.CancelAfter(_attempt);
        Socket? socket = null;
        try
        {
            socket = await LabSocket.Connect(_space, _to, _source, deadline.Token);
            var seen = await LabSocket.AskWho(socket, deadline.Token);
            if (_kind == TcpFlowKind.Receiver)
                await socket.SendAsync("download\n"u8.ToArray(), deadline.Token);
            Note(new TcpFlowEvent(TcpFlowEventKind.Connected, Stopwatch.GetTimestamp(), seen, null));
            _connected.TrySetResult();
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            await PauseAsync();
            return null;
        }
    }

    /// <summary>Speaks and listens until the connection ends; the reason of its end.</summary>
    private async Task<SocketError> UseAsync(Socket socket)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var speaking = _kind == TcpFlowKind.Sender ? SpeakAsync(socket, over.Token) : Task.CompletedTask;
        var buffer = new byte[4096];
        var reason = SocketError.Success;
        try
        {
            while (await socket.ReceiveAsync(buffer, over.Token) is var length and > 0)
            {
                Interlocked.Add(ref _received, length);
                Interlocked.Exchange(ref _lastData, Stopwatch.GetTimestamp());
            }
        }
        catch (SocketException e)
        {
            reason = e.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }

        await over.CancelAsync();
        await speaking;
        return reason;
    }

    private static async Task SpeakAsync(Socket socket, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
                await socket.SendAsync("hello\n"u8.ToArray(), over);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The receiving side reports the end.
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void Note(TcpFlowEvent happened)
    {
        lock (_events)
            _events.Add(happened);
    }
}
