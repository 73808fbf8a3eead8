using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DualWan.Netlink.Interop;
using static DualWan.Netlink.Interop.ProbingConstants;
using static DualWan.Netlink.Interop.SocketConstants;

namespace DualWan.Probing.Engine;

/// <summary>
/// One thread that waits in poll(2) for every probe socket, for due timers and for <see cref="Wake"/>. All other
/// members are for that thread alone, so nothing of the engine needs a lock.
/// </summary>
/// <remarks>
/// poll and not epoll: a box has a few sockets per uplink, the array is rebuilt only when one comes or goes, and
/// struct epoll_event is packed on x86-64 alone.
/// </remarks>
internal sealed unsafe class ProbeLoop : IDisposable
{
    private readonly List<IPollHandler> _handlers = [];
    private readonly PriorityQueue<Action, TimeSpan> _timers = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly SafeSocketHandle _wake;
    private readonly Action _woken;
    private pollfd[] _descriptors = [];
    private IPollHandler?[] _polled = [];
    private bool _changed = true;
    private volatile bool _stopped;

    /// <param name="woken">Runs on the loop's thread after one or more calls of <see cref="Wake"/>.</param>
    public ProbeLoop(Action woken)
    {
        _woken = woken;
        var descriptor = Libc.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (descriptor < 0)
            throw Errno.LastAsException();
        _wake = new SafeSocketHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Room for one received packet; its content is gone when the next handler runs.</summary>
    public byte[] Buffer { get; } = new byte[2048];

    public void Add(IPollHandler handler)
    {
        _handlers.Add(handler);
        _changed = true;
    }

    /// <summary>The handler is not called again, not even for what the poll in progress has found.</summary>
    public void Remove(IPollHandler handler)
    {
        _handlers.Remove(handler);
        for (var i = 0; i < _polled.Length; i++)
        {
            if (ReferenceEquals(_polled[i], handler))
                _polled[i] = null;
        }

        _changed = true;
    }

    /// <summary>Says that a handler now wants other events.</summary>
    public void Changed() => _changed = true;

    public void Schedule(TimeSpan due, Action action) => _timers.Enqueue(action, due);

    /// <summary>From any thread.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = Libc.write(_wake, &one, sizeof(ulong));
    }

    /// <summary>From any thread: runs the action on the loop's.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        Wake();
    }

    /// <summary>From any thread; <see cref="Run"/> returns soon after.</summary>
    public void Stop()
    {
        _stopped = true;
        Wake();
    }

    public void Run()
    {
        while (!_stopped)
            RunOnce(Timeout.Infinite);
    }

    /// <summary>Waits once, at most so long, and handles what was found.</summary>
    public void RunOnce(int timeoutMilliseconds)
    {
        if (_changed)
            Rebuild();
        fixed (pollfd* descriptors = _descriptors)
        {
            var found = Libc.poll(descriptors, (nuint)_descriptors.Length, NextTimeout(timeoutMilliseconds));
            if (found < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw Errno.LastAsException();
            if (found > 0)
                Dispatch();
        }

        FireTimers();
    }

    public void Dispose() => _wake.Dispose();

    private void Dispatch()
    {
        for (var i = 1; i < _descriptors.Length; i++)
        {
            if (_descriptors[i].revents != 0)
                _polled[i]?.OnReady(_descriptors[i].revents);
        }

        // After the answers: a round that has waited some microseconds loses nothing, an answer's place in line does.
        if (_descriptors[0].revents == 0)
            return;
        ulong count;
        _ = Libc.read(_wake, &count, sizeof(ulong));
        _woken();
        while (_posted.TryDequeue(out var action))
            action();
    }

    private void FireTimers()
    {
        while (_timers.TryPeek(out var action, out var due) && due <= MonotonicClock.Now)
        {
            _timers.Dequeue();
            action();
        }
    }

    /// <summary>poll(2) counts whole milliseconds; rounded up, so that a timer is due when it ends.</summary>
    private int NextTimeout(int limit)
    {
        if (!_timers.TryPeek(out _, out var due))
            return limit;
        var wait = (int)Math.Clamp(Math.Ceiling((due - MonotonicClock.Now).TotalMilliseconds), 0, int.MaxValue);
        return limit < 0 ? wait : Math.Min(wait, limit);
    }

    [MemberNotNull(nameof(_descriptors), nameof(_polled))]
    private void Rebuild()
    {
        _descriptors = new pollfd[_handlers.Count + 1];
        _polled = new IPollHandler?[_handlers.Count + 1];
        _descriptors[0] = new pollfd { fd = (int)_wake.DangerousGetHandle(), events = POLLIN };
        for (var i = 0; i < _handlers.Count; i++)
        {
            _polled[i + 1] = _handlers[i];
            _descriptors[i + 1] = new pollfd { fd = _handlers[i].Descriptor, events = _handlers[i].Wanted };
        }

        _changed = false;
    }
}
