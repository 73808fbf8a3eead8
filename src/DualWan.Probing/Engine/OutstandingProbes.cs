namespace DualWan.Probing.Engine;

/// <summary>
/// The probes of one monitor that are on their way, by 16-bit sequence: a ring, so that a late reply finds its round
/// and nothing is allocated or swept.
/// </summary>
internal sealed class OutstandingProbes
{
    /// <summary>
    /// Ten seconds of rounds every 10 ms, the shortest interval of the policy file: 1,000, to the next power of two.
    /// </summary>
    public const int Capacity = 1024;

    private readonly Slot[] _slots = new Slot[Capacity];

    /// <summary>Remembers a probe; the one sent <see cref="Capacity"/> probes ago is forgotten.</summary>
    public void Add(ushort sequence, long round, TimeSpan sentAt) =>
        _slots[sequence % Capacity] = new Slot(sequence, true, round, sentAt);

    /// <summary>Finds a probe and forgets it: a duplicate of its answer finds nothing.</summary>
    public bool TryTake(ushort sequence, out long round, out TimeSpan sentAt)
    {
        ref var slot = ref _slots[sequence % Capacity];
        (round, sentAt) = (slot.Round, slot.SentAt);
        var found = slot.Waiting && slot.Sequence == sequence;
        if (found)
            slot.Waiting = false;
        return found;
    }

    private record struct Slot(ushort Sequence, bool Waiting, long Round, TimeSpan SentAt);
}
