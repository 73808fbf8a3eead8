using System.Diagnostics;

namespace DualWan.Benchmarks.Support;

/// <summary>Waiting without a busy loop.</summary>
internal static class Wait
{
    /// <summary>Looks every 20 ms; fails naming <paramref name="what"/>.</summary>
    public static async Task Until(Func<bool> holds, string what, double seconds)
    {
        if (!await Within(holds, seconds))
            throw new TimeoutException($"not within {seconds} s: {what}");
    }

    /// <summary>As <see cref="Until"/>; false when the time is over.</summary>
    public static async Task<bool> Within(Func<bool> holds, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
                return false;
            await Milliseconds(20);
        }

        return true;
    }

    public static Task Milliseconds(double time) => Task.Delay(TimeSpan.FromMilliseconds(time));
}
