namespace DualWan.Probing;

/// <summary>
/// CLOCK_MONOTONIC as a <see cref="TimeSpan"/> since boot, and the kernel's receive stamps on it. Equal to
/// <c>TimeProvider.System.GetElapsedTime(0)</c>.
/// </summary>
internal static class MonotonicClock
{
    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    /// <summary>
    /// What the two readings of a stamp's age may differ by: a thread that is put aside between them seems to have got
    /// the answer before it asked.
    /// </summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// A kernel stamp (CLOCK_REALTIME) on the monotonic scale: now, less its age. A stamp from the future, or well
    /// before <paramref name="notBefore"/>, was taken before somebody set the clock (K-37): then it is worth nothing
    /// and the answer counts as received now.
    /// </summary>
    /// <param name="stamp">Time since the Unix epoch; zero where the kernel gave none.</param>
    /// <param name="notBefore">When the probe was sent, monotonic.</param>
    public static TimeSpan FromKernelStamp(TimeSpan stamp, TimeSpan notBefore)
    {
        var now = Now;
        var civilNow = TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch;

        // Read between the two, within microseconds, unless this thread was put aside: then once more.
        if (Now - now > TimeSpan.FromMicroseconds(20))
        {
            now = Now;
            civilNow = TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch;
        }

        return FromKernelStamp(stamp, notBefore, now, civilNow);
    }

    internal static TimeSpan FromKernelStamp(TimeSpan stamp, TimeSpan notBefore, TimeSpan now, TimeSpan civilNow)
    {
        var received = now - (civilNow - stamp);
        if (received > now || received < notBefore - Jitter)
            return now;
        return received < notBefore ? notBefore : received;
    }
}
