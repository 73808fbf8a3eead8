using DualWan.Agent.Control;
using DualWan.Core.Compilation;

namespace DualWan.Agent.Loop;

/// <summary>Counts pinned connections for the status: when asked, at most once a second, never in the loop.</summary>
internal sealed class ConnectionCounts(Func<IReadOnlyDictionary<uint, int>?> count, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private IReadOnlyDictionary<uint, int>? _counts;
    private long _countedAt;

    public StatusSnapshot Complete(StatusSnapshot status)
    {
        if (status.Uplinks.Count == 0 || Current() is not { } counts)
            return status;
        var byNumber = new Dictionary<int, long>();
        foreach (var (mark, connections) in counts)
        {
            var number = (mark & MarkLayout.Pinned) == 0 ? 0 : MarkLayout.NumberOf(mark);
            byNumber[number] = byNumber.GetValueOrDefault(number) + connections;
        }

        var all = status.Uplinks.Sum(uplink => byNumber.GetValueOrDefault(uplink.Number));
        return status with
        {
            Uplinks =
            [
                .. status.Uplinks.Select(uplink => uplink with
                {
                    Connections = byNumber.GetValueOrDefault(uplink.Number),
                    Share = all == 0 ? null : 100.0 * byNumber.GetValueOrDefault(uplink.Number) / all,
                }),
            ],
            UnpinnedConnections = byNumber.GetValueOrDefault(0),
        };
    }

    private IReadOnlyDictionary<uint, int>? Current()
    {
        lock (_lock)
        {
            if (_counts is null || time.GetElapsedTime(_countedAt) > MaxAge)
            {
                _counts = count();
                _countedAt = time.GetTimestamp();
            }

            return _counts;
        }
    }
}
