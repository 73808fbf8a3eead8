using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DualWan.Lab.Meters;

/// <summary>
/// The outage meter: new UDP flows at a steady rate, each from a source port of its own, so that each meets the
/// router's classifier, route and NAT afresh. What is not answered within the grace is lost.
/// </summary>
internal sealed class FlowMeter : IDisposable
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private readonly FlowMeterOptions _options;
    private readonly IPEndPoint[] _destinations;
    private readonly List<Flow> _flows = [];
    private readonly PriorityQueue<Flow, long> _waiting = new();
    private readonly ManualResetEventSlim _never = new(false, spinCount: 0);
    private readonly Thread _thread;
    private readonly long _start = Stopwatch.GetTimestamp();
    private volatile bool _stopping;

    private FlowMeter(NetworkNamespace space, FlowMeterOptions options)
    {
        _options = options;
        _destinations = [.. options.Destinations.Select(d => new IPEndPoint(IPAddress.Parse(d), options.Port))];
        _thread = space.StartThread("flow-meter", Loop);
    }

    /// <summary>Starts sending; <see cref="Stop"/> or the options' duration ends it.</summary>
    public static FlowMeter Start(NetworkNamespace space, FlowMeterOptions? options = null) =>
        new(space, options ?? new FlowMeterOptions());

    /// <summary>Sends for a fixed time and reports.</summary>
    public static FlowReport Measure(NetworkNamespace space, TimeSpan duration, FlowMeterOptions? options = null)
    {
        using var meter = Start(space, (options ?? new FlowMeterOptions()) with { Duration = duration });
        return meter.Finish();
    }

    /// <summary>Ends the sending now, waits the grace for late answers, reports.</summary>
    public FlowReport Stop()
    {
        _stopping = true;
        return Finish();
    }

    /// <summary>Waits until the duration is over, then as <see cref="Stop"/>.</summary>
    public FlowReport Finish()
    {
        _thread.Join();
        return new FlowReport(_start, [.. _flows.Select(f => f.Result(_start))]);
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _never.Dispose();
    }

    // One thread sends and collects: what waits in a socket's buffer is an answer however late a busy machine comes to
    // read it, and a pool thread would come later still.
    private void Loop()
    {
        var interval = 1.0 / _options.PerSecond;
        while (!_stopping && (_options.Duration is not { } duration || Stopwatch.GetElapsedTime(_start) < duration))
        {
            var due = (int)(Stopwatch.GetElapsedTime(_start).TotalSeconds / interval) + 1;
            while (_flows.Count < due)
                SendOne();
            Collect();
            Pause(TimeSpan.FromSeconds(_flows.Count * interval) - Stopwatch.GetElapsedTime(_start));
        }

        while (_waiting.Count > 0)
        {
            Collect();
            Pause(Millisecond);
        }
    }

    /// <summary>Looks at the flows whose time has come: 2, 4, 8 ms after sending and so on up to the grace.</summary>
    private void Collect()
    {
        var now = Stopwatch.GetTimestamp();
        while (_waiting.TryPeek(out var flow, out var at) && at <= now)
        {
            _waiting.Dequeue();
            if (flow.Look(_options.Grace) is { } next)
                _waiting.Enqueue(flow, next);
        }
    }

    private void SendOne()
    {
        var number = _flows.Count;
        var source = _options.Sources.Count == 0 ? null : _options.Sources[number % _options.Sources.Count];
        var flow = new Flow(_destinations[number % _destinations.Length], source);
        _flows.Add(flow);
        _waiting.Enqueue(flow, flow.FirstLook);
    }

    // The kernel's timer wakes a waiter after a millisecond at best; less would be a busy loop.
    private void Pause(TimeSpan time) => _never.Wait(time > Millisecond ? time : Millisecond);

    /// <summary>One flow's socket and stamps.</summary>
    private sealed class Flow
    {
        private static readonly byte[] Question = "m"u8.ToArray();
        private readonly Socket _socket;
        private readonly long _sent;
        private TimeSpan? _answeredAfter;
        private IPAddress? _seen;

        public Flow(IPEndPoint to, string? source)
        {
            _socket = LabSocket.FreshUdp(source is null
                ? to.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any
                : IPAddress.Parse(source));
            _sent = Stopwatch.GetTimestamp();
            try
            {
                _socket.SendTo(Question, to);
            }
            catch (SocketException)
            {
                // Unreachable at once: no answer will come, which is what is measured.
            }
        }

        /// <summary>When an answer may be there at the earliest, as a monotonic stamp.</summary>
        public long FirstLook => _sent + (2 * Stopwatch.Frequency / 1000);

        /// <summary>Takes the answer if it is there; the stamp of the next look, null when the flow is over.</summary>
        public long? Look(TimeSpan grace)
        {
            var age = Stopwatch.GetElapsedTime(_sent);
            if (!TryReceive(age) && age < grace)
                return Stopwatch.GetTimestamp() + (long)(Math.Min(age.TotalSeconds, 0.05) * Stopwatch.Frequency);
            _socket.Dispose();
            return null;
        }

        public MeteredFlow Result(long start) => new(Stopwatch.GetElapsedTime(start, _sent), _answeredAfter, _seen);

        private bool TryReceive(TimeSpan age)
        {
            Span<byte> buffer = stackalloc byte[64];
            try
            {
                if (_socket.Available == 0)
                    return false;
                _seen = LabSocket.ParseSeen(buffer[.._socket.Receive(buffer)]).Address;
                _answeredAfter = age;
                return true;
            }
            catch (SocketException)
            {
                return false; // an ICMP error
            }
        }
    }
}
