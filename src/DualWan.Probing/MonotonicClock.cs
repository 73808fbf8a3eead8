namespace DualWan.Probing;

/// <summary>
/// CLOCK_MONOTONIC as a <see cref="TimeSpan"/> since boot, and the kernel's receive stamps on it. Equal to
/// <c>TimeProvider.System.GetElapsedTime(0)</c>.
/// </summary>
internal static class MonotonicClock
{
    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    /// <summary>
    /// A kernel stamp (CLOCK_REALTIME) on the monotonic scale: now, less its age. A stamp from the future, or older
    /// than <paramref name="notBefore"/>, was taken before somebody set the clock (K-37): then it is worth nothing
    /// and the answer counts as received now.
    /// </summary>
    /// <param name="stamp">Time since the Unix epoch; zero where the kernel gave none.</param>
    /// <param name="notBefore">When the probe was sent, monotonic.</param>
    public static TimeSpan FromKernelStamp(TimeSpan stamp, TimeSpan notBefore) =>
        FromKernelStamp(stamp, notBefore, Now, TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch);

    internal static TimeSpan FromKernelStamp(TimeSpan stamp, TimeSpan notBefore, TimeSpan now, TimeSpan civilNow)
    {
        var received = now - (civilNow - stamp);
        return received > now || received < notBefore ? now : received;
    }
}
