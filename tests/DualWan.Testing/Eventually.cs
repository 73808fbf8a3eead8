using System.Diagnostics;

namespace DualWan.Testing;

/// <summary>
/// Waits until an observation holds. For observations only: repeating an action until it works hides the fault that
/// a test is there to find.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Looks every 10 ms until <paramref name="observation"/> is true; fails with <paramref name="what"/>.
    /// </summary>
    public static Task True(Func<bool> observation, string what, double seconds = 5) =>
        Value(observation, ok => ok, what, seconds);

    /// <summary>Looks until the observed value satisfies; returns it, or fails naming the last one seen.</summary>
    public static async Task<T> Value<T>(Func<T> observe, Func<T, bool> satisfied, string what, double seconds = 5)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = observe();
            if (satisfied(value))
                return value;
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
                Assert.Fail($"not within {seconds} s: {what}; last seen: {value}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As <see cref="Value{T}"/> for an observation that is itself asynchronous.</summary>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T>> observe, Func<T, bool> satisfied, string what, double seconds = 5)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await observe();
            if (satisfied(value))
                return value;
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
                Assert.Fail($"not within {seconds} s: {what}; last seen: {value}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
