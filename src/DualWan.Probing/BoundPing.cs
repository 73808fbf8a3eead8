using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DualWan.Probing;

/// <summary>
/// <c>dualwan probe</c>: one target of one uplink asked again and again, with the answers as they come. Needs no agent,
/// only an uplink's binding.
/// </summary>
internal static class BoundPing
{
    /// <summary>How long an answer is waited for before its probe counts as lost.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Sends <paramref name="count"/> probes (0 = until cancelled), one every <paramref name="interval"/>, to the first
    /// target of <paramref name="uplink"/>. Each probe gives one reply, lost ones when their time is over; one that
    /// comes after that gives another.
    /// </summary>
    public static async IAsyncEnumerable<PingReply> RunAsync(
        UplinkProbes uplink, RoutedFamilies routed, int count, TimeSpan interval, TimeSpan timeout,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var results = Channel.CreateUnbounded<ProbeResult>(new UnboundedChannelOptions { SingleReader = true });
        using var engine = new ProbeEngine(r => results.Writer.TryWrite(r));
        engine.Configure([uplink]);
        var waiting = new Queue<(int Sequence, TimeSpan Until)>();
        var answered = new HashSet<int>();
        var next = MonotonicClock.Now;
        for (var sent = 0; sent < count || count == 0 || waiting.Count > 0;)
        {
            var now = MonotonicClock.Now;
            if ((sent < count || count == 0) && now >= next)
            {
                engine.SendRound(uplink.Uplink, ++sent, routed);
                waiting.Enqueue((sent, now + timeout));
                next += interval;
            }

            while (results.Reader.TryRead(out var result))
            {
                answered.Add((int)result.Round);
                yield return PingReply.From(result);
            }

            while (waiting.TryPeek(out var oldest) && (answered.Contains(oldest.Sequence) || oldest.Until <= now))
            {
                waiting.Dequeue();
                if (!answered.Remove(oldest.Sequence))
                    yield return PingReply.Lost(oldest.Sequence);
            }

            var due = sent < count || count == 0 ? next : TimeSpan.MaxValue;
            if (waiting.TryPeek(out var first) && first.Until < due)
                due = first.Until;
            await WaitAsync(results.Reader, due, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Until there is a result, or the time has come, or there is nothing to wait for.</summary>
    private static async Task WaitAsync(
        ChannelReader<ProbeResult> results, TimeSpan due, CancellationToken cancellation)
    {
        if (due == TimeSpan.MaxValue)
            return;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(TimeSpan.FromTicks(Math.Max(0, (due - MonotonicClock.Now).Ticks)));
        try
        {
            await results.WaitToReadAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time has come.
        }
    }
}
