using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DualWan.Systemd;

/// <summary>
/// sd_notify(3): tells the service manager what the agent is about. Does nothing without NOTIFY_SOCKET. Watchdog pings
/// belong into the loop that they vouch for, never on a timer of their own.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly EndPointOrNone _target;

    /// <param name="path">NOTIFY_SOCKET: a path, or <c>@name</c> for an abstract one; null or "" for none.</param>
    /// <param name="watchdogMicroseconds">WATCHDOG_USEC, or null.</param>
    public SystemdNotifier(string? path, string? watchdogMicroseconds)
    {
        _target = EndPointOrNone.Parse(path);
        if (_target.EndPoint is not null)
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        if (long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit > 0)
            WatchdogInterval = TimeSpan.FromMicroseconds(limit / 2.0);
    }

    /// <summary>How often to call <see cref="Watchdog"/> (half of what the manager allows), or null where it does not
    /// watch.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>A manager listens.</summary>
    public bool IsEnabled => _socket is not null;

    public static SystemdNotifier FromEnvironment() => new(
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
        WatchdogIsForUs() ? Environment.GetEnvironmentVariable("WATCHDOG_USEC") : null);

    /// <summary>Start-up, or a reload, is over.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>One line for <c>systemctl status</c>.</summary>
    public void Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>A reload begins; <see cref="Ready"/> ends it. Type=notify-reload wants the time with it.</summary>
    public void Reloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    public void Stopping() => Send("STOPPING=1");

    public void Watchdog() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>WATCHDOG_PID names the process that is watched; a child of it must not answer.</summary>
    private static bool WatchdogIsForUs() =>
        Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { Length: > 0 } pid
        || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>CLOCK_MONOTONIC, which is what .NET's stopwatch reads on Linux.</summary>
    private static long MonotonicMicroseconds() =>
        (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency));

    private void Send(string text)
    {
        if (_socket is null)
            return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(text), SocketFlags.None, _target.EndPoint!);
        }
        catch (SocketException)
        {
            // The manager went away or its queue is full; forwarding does not depend on it.
        }
    }
}
