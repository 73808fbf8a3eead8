using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DualWan.Lab.Meters;

/// <summary>
/// One lasting UDP flow, such as a telephone call: a datagram each 20 ms from the same port, and what came back.
/// </summary>
internal sealed class UdpFlow : IDisposable
{
    private static readonly TimeSpan LateAnswers = TimeSpan.FromMilliseconds(250);
    private readonly Socket _socket;
    private readonly IPEndPoint _to;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, (TimeSpan At, IPEndPoint Seen)> _answers = new();
    private readonly List<TimeSpan> _sent = [];
    private readonly Task _sending;

    private UdpFlow(NetworkNamespace space, IPEndPoint to, TimeSpan interval, string? source)
    {
        _to = to;
        _interval = interval;
        _socket = space.Do(() => LabSocket.FreshUdp(IPAddress.Parse(source ?? "0.0.0.0")));
        _ = ReceiveAsync();
        _sending = SendAsync();
    }

    /// <summary>Monotonic stamp (<see cref="Stopwatch"/>) from which the report counts.</summary>
    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>The last address and port that the Internet host saw; null before the first answer.</summary>
    public IPEndPoint? Seen => _answers.IsEmpty ? null : _answers[_answers.Keys.Max()].Seen;

    /// <summary>Starts a flow to an <see cref="EchoServer"/>, each 20 ms unless told otherwise.</summary>
    public static UdpFlow Start(NetworkNamespace space, string to = "192.0.2.80", int port = EchoServer.DefaultPort,
        TimeSpan? interval = null, string? source = null) =>
        new(space, new IPEndPoint(IPAddress.Parse(to), port), interval ?? TimeSpan.FromMilliseconds(20), source);

    /// <summary>Ends the flow, waits a quarter second for late answers, reports.</summary>
    public async Task<UdpFlowReport> Stop()
    {
        await _stop.CancelAsync();
        await _sending;
        await Task.Delay(LateAnswers, TimeProvider.System);
        return new UdpFlowReport(StartedAt, [.. _sent.Select((at, n) => _answers.TryGetValue(n, out var answer)
            ? new UdpFlowPacket(at, answer.At - at, answer.Seen)
            : new UdpFlowPacket(at, null, null))]);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        using var timer = new PeriodicTimer(_interval);
        try
        {
            do
            {
                var payload = Encoding.ASCII.GetBytes(_sent.Count.ToString(CultureInfo.InvariantCulture));
                _sent.Add(Stopwatch.GetElapsedTime(StartedAt));
                TrySend(payload);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    // "Unreachable" for an earlier datagram is told on the next send: that one is lost too, the flow goes on.
    private void TrySend(byte[] payload)
    {
        try
        {
            _socket.SendTo(payload, _to);
        }
        catch (SocketException)
        {
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[256];
        while (true)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer);
                Note(Encoding.ASCII.GetString(buffer, 0, length));
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // An ICMP error, reported once.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Note(string answer)
    {
        var parts = answer.Split(' ');
        if (parts.Length == 2 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var number))
            _answers.TryAdd(number, (Stopwatch.GetElapsedTime(StartedAt), IPEndPoint.Parse(parts[0])));
    }
}
