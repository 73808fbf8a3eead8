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
    private readonly ConcurrentDictionary<int, (TimeSpan At, IPEndPoint Seen)> _answers = new();
    private readonly List<TimeSpan> _sent = [];
    private readonly Thread _thread;
    private volatile bool _stopping;

    private UdpFlow(NetworkNamespace space, IPEndPoint to, TimeSpan interval, string? source)
    {
        _to = to;
        _interval = interval;
        var any = to.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        _socket = space.Do(() => LabSocket.FreshUdp(source is null ? any : IPAddress.Parse(source)));
        _thread = space.StartThread("udp-flow", Loop);
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
    public UdpFlowReport Stop()
    {
        _stopping = true;
        _thread.Join();
        return new UdpFlowReport(StartedAt, [.. _sent.Select((at, n) => _answers.TryGetValue(n, out var answer)
            ? new UdpFlowPacket(at, answer.At - at, answer.Seen)
            : new UdpFlowPacket(at, null, null))]);
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Loop()
    {
        while (!_stopping)
        {
            var next = _interval * _sent.Count;
            if (Stopwatch.GetElapsedTime(StartedAt) >= next)
                Send();
            else
                Receive(next);
        }

        var end = Stopwatch.GetElapsedTime(StartedAt) + LateAnswers;
        while (_answers.Count < _sent.Count && Stopwatch.GetElapsedTime(StartedAt) < end)
            Receive(end);
    }

    private void Send()
    {
        var payload = Encoding.ASCII.GetBytes(_sent.Count.ToString(CultureInfo.InvariantCulture));
        _sent.Add(Stopwatch.GetElapsedTime(StartedAt));
        try
        {
            _socket.SendTo(payload, _to);
        }
        catch (SocketException)
        {
            // "Unreachable" for an earlier datagram is told on the next send: that one is lost too, the flow goes on.
        }
    }

    /// <summary>Takes one answer, if one comes before <paramref name="until"/>.</summary>
    private void Receive(TimeSpan until)
    {
        Span<byte> buffer = stackalloc byte[256];
        var rest = until - Stopwatch.GetElapsedTime(StartedAt);
        try
        {
            if (rest > TimeSpan.Zero && _socket.Poll(rest, SelectMode.SelectRead))
                Note(Encoding.ASCII.GetString(buffer[.._socket.Receive(buffer)]));
        }
        catch (SocketException)
        {
            // An ICMP error, reported once.
        }
    }

    private void Note(string answer)
    {
        var parts = answer.Split(' ');
        if (parts.Length == 2 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var number))
            _answers.TryAdd(number, (Stopwatch.GetElapsedTime(StartedAt), IPEndPoint.Parse(parts[0])));
    }
}
