using System.Net;
using System.Text;

namespace DualWan.Lab.Meters;

/// <summary>What a <see cref="FlowMeter"/> found.</summary>
internal sealed class FlowReport
{
    /// <summary>Takes the flows in the order in which they were sent.</summary>
    public FlowReport(long startedAt, IReadOnlyList<MeteredFlow> flows)
    {
        StartedAt = startedAt;
        Flows = flows;
        Lost = [.. flows.Where(f => f.Seen is null)];
        LongestGap = GapOf(flows);
        ByAddress = flows.Where(f => f.Seen is not null).GroupBy(f => f.Seen!)
            .ToDictionary(g => g.Key.ToString(), g => g.Count());
    }

    /// <summary>Monotonic stamp (<see cref="System.Diagnostics.Stopwatch"/>) of the first flow.</summary>
    public long StartedAt { get; }

    public IReadOnlyList<MeteredFlow> Flows { get; }

    public IReadOnlyList<MeteredFlow> Lost { get; }

    public int Sent => Flows.Count;

    public int Answered => Flows.Count - Lost.Count;

    /// <summary>
    /// The longest time in which every new flow was lost, from the last answered before to the first after.
    /// </summary>
    public TimeSpan LongestGap { get; }

    /// <summary>
    /// From the first lost flow to the first answered one after the last lost: the outage where only some flows use
    /// the dead line. Zero when none was lost.
    /// </summary>
    public TimeSpan LossSpan => Lost.Count == 0
        ? TimeSpan.Zero
        : (Flows.FirstOrDefault(f => f.Seen is not null && f.SentAt > Lost[^1].SentAt) ?? Flows[^1]).SentAt
            - Lost[0].SentAt;

    /// <summary>
    /// The longest time in which the meter itself did not come to send, on a busy machine: what the other times may
    /// err by.
    /// </summary>
    public TimeSpan LongestPause => Flows.Zip(Flows.Skip(1), (a, b) => b.SentAt - a.SentAt)
        .DefaultIfEmpty().Max();

    /// <summary>Answered flows by the address that the Internet saw.</summary>
    public IReadOnlyDictionary<string, int> ByAddress { get; }

    /// <summary>The share of answered flows that the Internet saw with this address, 0 to 1.</summary>
    public double Share(string address) =>
        Answered == 0 ? 0 : ByAddress.GetValueOrDefault(address) / (double)Answered;

    public override string ToString()
    {
        var text = new StringBuilder($"{Sent} sent, {Lost.Count} lost, "
            + $"longest gap {LongestGap.TotalMilliseconds:0.0} ms, loss span {LossSpan.TotalMilliseconds:0.0} ms;");
        foreach (var (address, count) in ByAddress)
            text.Append($" {address}: {count}");
        return text.ToString();
    }

    private static TimeSpan GapOf(IReadOnlyList<MeteredFlow> flows)
    {
        var longest = TimeSpan.Zero;
        TimeSpan? firstLost = null;
        foreach (var flow in flows)
        {
            if (flow.Seen is null)
                firstLost ??= flow.SentAt;
            else if (firstLost is { } since)
            {
                longest = Max(longest, flow.SentAt - since);
                firstLost = null;
            }
        }

        return firstLost is { } open ? Max(longest, flows[^1].SentAt - open) : longest;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
