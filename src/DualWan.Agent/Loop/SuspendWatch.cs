namespace DualWan.Agent.Loop;

/// <summary>Notices that the machine was suspended: what was in flight then says nothing about a line.</summary>
/// <param name="suspended">The time spent suspended since boot; null where it can't be told just now.</param>
internal sealed class SuspendWatch(Func<TimeSpan?> suspended)
{
    /// <summary>The two clocks are read one after the other; no suspend is as short.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private TimeSpan? _known = suspended();

    /// <summary>How long the machine has slept since the last look; null where it has not.</summary>
    public TimeSpan? Look()
    {
        if (suspended() is not { } now)
            return null;
        var slept = now - (_known ?? now);
        _known = now;
        return slept >= Shortest ? slept : null;
    }
}
