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

    private void Loop()
    {
        var interval = 1.0 / _options.PerSecond;
        var oldest = 0;
        while (!_stopping && (_options.Duration is not { } duration || Stopwatch.GetElapsedTime(_start) < duration))
        {
            var due = (int)(Stopwatch.GetElapsedTime(_start).TotalSeconds / interval) + 1;
            while (_flows.Count < due)
                SendOne();
            while (oldest < _flows.Count && _flows[oldest].GiveUp(_options.Grace))
                oldest++;
            Pause(TimeSpan.FromSeconds(_flows.Count * interval) - Stopwatch.GetElapsedTime(_start));
        }

        while (oldest < _flows.Count)
        {
            if (_flows[oldest].GiveUp(_options.Grace))
                oldest++;
            else
                Pause(Millisecond);
        }
    }

    private void SendOne()
    {
        var number = _flows.Count;
        var source = _options.Sources.Count == 0 ? null : _options.Sources[number % _options.Sources.Count];
        _flows.Add(new Flow(_destinations[number % _destinations.Length], source));
    }

    // The kernel's timer wakes a waiter after a millisecond at best; less would be a busy loop.
    private void Pause(TimeSpan time) => _never.Wait(time > Millisecond ? time : Millisecond);

    /// <summary>One flow's socket and stamps. Sent on the meter's thread, received on the pool.</summary>
    private sealed class Flow
    {
        private readonly Socket _socket;
        private readonly long _sent;
        private long _answered;
        private volatile IPAddress? _seen;
        private volatile bool _over;

        public Flow(IPEndPoint to, string? source)
        {
            _socket = LabSocket.FreshUdp(source is null
                ? to.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any
                : IPAddress.Parse(source));
            _sent = Stopwatch.GetTimestamp();
            try
            {
                _socket.SendTo("m"u8.ToArray(), to);
                _ = ReceiveAsync();
            }
            catch (SocketException)
            {
                // Unreachable at once: the flow is lost, which is what is measured.
                Close();
            }
        }

        /// <summary>True when nothing is to be waited for any more.</summary>
        public bool GiveUp(TimeSpan grace)
        {
            if (!_over && Stopwatch.GetElapsedTime(_sent) >= grace)
                Close();
            return _over;
        }

        public MeteredFlow Result(long start) => new(
            Stopwatch.GetElapsedTime(start, _sent),
            _seen is null ? null : Stopwatch.GetElapsedTime(_sent, _answered),
            _seen);

        private async Task ReceiveAsync()
        {
            var buffer = new byte[64];
            try
            {
                var length = await _socket.ReceiveAsync(buffer);
                _answered = Stopwatch.GetTimestamp();
                _seen = LabSocket.ParseSeen(buffer.AsSpan(0, length)).Address;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Given up, or an ICMP error: lost.
            }

            Close();
        }

        private void Close()
        {
            _socket.Dispose();
            _over = true;
        }
    }
}
