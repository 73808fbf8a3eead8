using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DualWan.Agent.Control;

/// <summary>The last events in a bounded ring, for <c>status</c> and <c>events</c>; any number of followers.
/// Thread-safe.</summary>
internal sealed class EventJournal(TimeProvider time, int capacity = EventJournal.DefaultCapacity)
{
    public const int DefaultCapacity = 1000;

    /// <summary>A follower that is behind by so many lines loses the oldest; the ids show the gap.</summary>
    private const int FollowerCapacity = 256;

    private readonly Lock _lock = new();
    private readonly Queue<EventRecord> _ring = new(Math.Min(capacity, DefaultCapacity));
    private readonly List<Channel<EventRecord>> _followers = [];
    private long _lastId;

    public void Add(string? uplink, string @event, string? reason, string text) =>
        Add(new EventRecord(time.GetUtcNow(), uplink, @event, reason, text));

    public void Add(EventRecord record)
    {
        lock (_lock)
        {
            record = record with { Id = ++_lastId };
            if (_ring.Count == capacity)
                _ring.Dequeue();
            _ring.Enqueue(record);
            foreach (var follower in _followers)
                follower.Writer.TryWrite(record);
        }
    }

    /// <summary>How many follow now.</summary>
    public int Followers
    {
        get
        {
            lock (_lock)
                return _followers.Count;
        }
    }

    /// <summary>The newest <paramref name="count"/> events, oldest first.</summary>
    public IReadOnlyList<EventRecord> Last(int count)
    {
        lock (_lock)
            return [.. _ring.Skip(Math.Max(0, _ring.Count - count))];
    }

    /// <summary>The newest <paramref name="count"/> events, then each new one until cancelled; none is missed in
    /// between.</summary>
    public async IAsyncEnumerable<EventRecord> FollowAsync(
        int count, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<EventRecord>(
            new BoundedChannelOptions(FollowerCapacity) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<EventRecord> past;
        lock (_lock)
        {
            past = [.. _ring.Skip(Math.Max(0, _ring.Count - count))];
            _followers.Add(channel);
        }

        try
        {
            foreach (var record in past)
                yield return record;
            await foreach (var record in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return record;
        }
        finally
        {
            lock (_lock)
                _followers.Remove(channel);
        }
    }
}
