using System.Diagnostics;
using System.Net;

namespace DualWan.Lab.Meters;

/// <summary>What happened to a <see cref="UdpFlow"/>.</summary>
internal sealed class UdpFlowReport(long startedAt, IReadOnlyList<UdpFlowPacket> packets)
{
    public IReadOnlyList<UdpFlowPacket> Packets { get; } = packets;

    public int Lost { get; } = packets.Count(p => p.Seen is null);

    /// <summary>The addresses and ports that the Internet host saw, in order, without repetition in a row.</summary>
    public IReadOnlyList<IPEndPoint> Seen { get; } = InOrder(packets);

    /// <summary>Sending time of the first lost datagram of the longest silence; null when nothing was lost.</summary>
    public TimeSpan? StoppedAt => Longest()?.From;

    /// <summary>
    /// Sending time of the first answered datagram after the longest silence; null when it never came back.
    /// </summary>
    public TimeSpan? ResumedAt => Longest()?.To;

    /// <summary>Length of the longest silence, up to the last datagram when it never came back.</summary>
    public TimeSpan LongestSilence => Longest() is { } gap ? (gap.To ?? Packets[^1].SentAt) - gap.From : TimeSpan.Zero;

    /// <summary>From a monotonic stamp (a fault's) to the resumption; null when it never came back.</summary>
    public TimeSpan? ResumedAfter(long stamp) =>
        ResumedAt is { } at ? at - Stopwatch.GetElapsedTime(startedAt, stamp) : null;

    public override string ToString() => $"{Packets.Count} sent, {Lost} lost, longest silence "
        + $"{LongestSilence.TotalMilliseconds:0} ms, seen as {string.Join(", ", Seen)}";

    private (TimeSpan From, TimeSpan? To)? Longest()
    {
        (TimeSpan From, TimeSpan? To)? longest = null;
        TimeSpan? since = null;
        foreach (var packet in Packets)
        {
            if (packet.Seen is null)
                since ??= packet.SentAt;
            else if (since is { } from)
            {
                if (longest is not { } known || packet.SentAt - from > known.To - known.From)
                    longest = (from, packet.SentAt);
                since = null;
            }
        }

        // A silence that lasts to the end counts whatever its length: the flow is down.
        return since is { } open ? (open, null) : longest;
    }

    private static List<IPEndPoint> InOrder(IReadOnlyList<UdpFlowPacket> packets)
    {
        var seen = new List<IPEndPoint>();
        foreach (var packet in packets)
        {
            if (packet.Seen is { } at && (seen.Count == 0 || !seen[^1].Equals(at)))
                seen.Add(at);
        }

        return seen;
    }
}
