namespace DualWan.Netlink.Interop;

/// <summary>
/// How long the machine has been suspended since it booted: CLOCK_BOOTTIME goes on in a suspend, CLOCK_MONOTONIC
/// stands.
/// </summary>
internal static class BootClock
{
    // include/uapi/linux/time.h
    private const int CLOCK_MONOTONIC = 1;
    private const int CLOCK_BOOTTIME = 7;

    /// <summary>A thread put aside between two readings would take that for a suspend.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);

    /// <summary>Null where the clocks can't be read close enough together this time.</summary>
    public static TimeSpan? Suspended() =>
        Read(CLOCK_MONOTONIC) is { } before && Read(CLOCK_BOOTTIME) is { } boot && Read(CLOCK_MONOTONIC) is { } after
        && after - before < Apart ? boot - before : null;

    private static unsafe TimeSpan? Read(int clock)
    {
        timespec time;
        return Libc.clock_gettime(clock, &time) == 0 ? time.Time : null;
    }
}
