using DualWan.Core.Config;

namespace DualWan.Core.Health;

/// <summary>
/// How long a silent death of the line takes to be noticed, from the moment nothing comes back any more.
/// </summary>
internal readonly record struct DetectionTime(TimeSpan Mean, TimeSpan Worst)
{
    /// <summary>
    /// interval/2 + timeout + (failures-1) x confirm-interval, and interval + ... at worst. The confirm rounds overlap:
    /// the first of them leaves when the missing answer is <paramref name="overdue"/>, not when the round has failed.
    /// Where answers usually take longer than the confirm interval, that first step is as long as they take.
    /// </summary>
    /// <param name="interval">The interval in force: <c>standby-interval</c> for a line at rest.</param>
    public static DetectionTime Of(HealthSettings settings, TimeSpan interval, TimeSpan timeout, TimeSpan overdue)
    {
        var confirm = Min(settings.ConfirmInterval, interval);
        var first = Min(Max(confirm, overdue), interval);
        var confirmation = settings.Failures > 1 ? first + (settings.Failures - 2) * confirm : TimeSpan.Zero;
        return new(interval / 2 + timeout + confirmation, interval + timeout + confirmation);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
