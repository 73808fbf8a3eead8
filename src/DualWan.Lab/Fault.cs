using System.Diagnostics;

namespace DualWan.Lab;

/// <summary>
/// Something broken on purpose. It is in force when the call that made it returns; <see cref="Revert"/> or
/// <c>Dispose</c> heals it, once.
/// </summary>
internal sealed class Fault : IDisposable
{
    private Action? _revert;

    private Fault(string name, Action revert, long before)
    {
        Name = name;
        _revert = revert;
        BeganAt = before;
        AppliedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>What is broken, as a report says it: <c>isp1: silent</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Monotonic stamp (<see cref="Stopwatch"/>) just before: latencies counted from it are not flattered.
    /// </summary>
    public long BeganAt { get; }

    /// <summary>Monotonic stamp at which the fault was surely in force.</summary>
    public long AppliedAt { get; }

    /// <summary>Monotonic stamp just before healing began; 0 before.</summary>
    public long RevertingAt { get; private set; }

    /// <summary>Monotonic stamp at which it was surely healed; 0 before.</summary>
    public long RevertedAt { get; private set; }

    /// <summary>Breaks something now.</summary>
    public static Fault Apply(string name, Action apply, Action revert)
    {
        var before = Stopwatch.GetTimestamp();
        apply();
        return new Fault(name, revert, before);
    }

    /// <summary>Heals it; a second call does nothing.</summary>
    public void Revert()
    {
        if (Interlocked.Exchange(ref _revert, null) is not { } revert)
            return;
        RevertingAt = Stopwatch.GetTimestamp();
        revert();
        RevertedAt = Stopwatch.GetTimestamp();
    }

    public void Dispose() => Revert();

    public override string ToString() => Name;
}
