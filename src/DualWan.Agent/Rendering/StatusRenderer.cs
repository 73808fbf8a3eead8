using System.Text;
using DualWan.Agent.Control;

namespace DualWan.Agent.Rendering;

/// <summary>The status as a person likes to read it; made from the same records as the JSON, never the other way
/// round.</summary>
internal sealed class StatusRenderer(Palette palette, int width, TimeZoneInfo zone)
{
    /// <summary>Where nobody knows the width: enough for every column.</summary>
    public const int DefaultWidth = 200;

    private const int ShownEvents = 8;

    /// <summary>One line for monitoring; the first word is the state.</summary>
    public static string Line(StatusSnapshot status) =>
        $"{status.State}: {string.Join(", ", status.Uplinks.Select(static u => $"{u.Name} {u.State}"))}";

    public string Render(StatusSnapshot status)
    {
        var output = new StringBuilder();
        Head(output, status);
        output.Append('\n');
        Table(status).WriteTo(output, palette, width);
        Counters(output, status);
        if (status.Problems.Count > 0)
            output.Append('\n').Append(palette.Paint("Problems", TextStyle.Heading)).Append('\n');
        foreach (var problem in status.Problems)
            new ProblemRenderer(palette).WriteTo(output, problem);
        Events(output, status);
        return output.ToString();
    }

    /// <summary>The most important facts first; what the width has no room for is left out.</summary>
    private void Head(StringBuilder output, StatusSnapshot status)
    {
        var carrying = status.Uplinks.Count(static u =>
            u.State is UplinkStateName.Up or UplinkStateName.Degraded or UplinkStateName.Standby);
        string?[] facts =
        [
            $"{carrying} of {status.Uplinks.Count} uplinks healthy",
            status.Method is { Length: > 0 } method ? $"balance {method}" : null,
            $"running {HumanText.Duration(status.Time - status.Started)}",
            $"generation {status.Generation}",
            status.IPv6 is { Length: > 0 } ipv6 ? $"ipv6 {ipv6}" : null,
        ];
        var line = $"dualwan  {status.State}";
        var painted = $"{palette.Paint("dualwan", TextStyle.Strong)}  "
            + $"{palette.Paint(status.State, StyleOfOverall(status.State))}";
        foreach (var fact in facts)
        {
            if (fact is null || line.Length + 3 + fact.Length > width)
                continue;
            line += $" · {fact}";
            painted += $" · {fact}";
        }

        output.Append(painted).Append('\n');
    }

    private static TextTable Table(StatusSnapshot status)
    {
        var table = new TextTable(
            new TextColumn("UPLINK"), new TextColumn("STATE"), new TextColumn("FOR", Rank: 3),
            new TextColumn("INTERFACE", Rank: 4), new TextColumn("GATEWAY", Rank: 5),
            new TextColumn("DIST", Right: true, Rank: 8), new TextColumn("WEIGHT", Right: true, Rank: 7),
            new TextColumn("SHARE", Right: true, Rank: 1), new TextColumn("CONNS", Right: true, Rank: 2),
            new TextColumn("RTT", Right: true, Rank: 1), new TextColumn("LOSS", Right: true, Rank: 1),
            new TextColumn("DETECTS IN", Right: true, Rank: 6), new TextColumn("RX", Right: true, Rank: 9),
            new TextColumn("TX", Right: true, Rank: 9));
        foreach (var uplink in status.Uplinks)
            AddUplink(table, uplink, status.Time);
        return table;
    }

    private static void AddUplink(TextTable table, UplinkStatus uplink, DateTimeOffset now)
    {
        table.Add(
            new TextCell(uplink.Name, TextStyle.Strong), new TextCell(uplink.State, StyleOf(uplink.State)),
            uplink.Since is { } since ? HumanText.Duration(now - since) : "", uplink.Interface, uplink.Gateway,
            $"{uplink.Distance}", $"{uplink.Weight}", HumanText.Percent(uplink.Share),
            HumanText.Count(uplink.Connections),
            HumanText.Milliseconds(uplink.RttMs), Loss(uplink.LossPercent), Detection(uplink),
            HumanText.Bytes(uplink.RxBytes), HumanText.Bytes(uplink.TxBytes));
        foreach (var remark in Remarks(uplink))
            table.AddNote("  " + remark);
        foreach (var monitor in uplink.Monitors)
            AddMonitor(table, monitor);
    }

    private static void AddMonitor(TextTable table, MonitorStatus monitor)
    {
        var state = monitor.Reason is { Length: > 0 } reason ? $"{monitor.State}: {reason}" : monitor.State;
        table.Add(
            new TextCell("  " + monitor.Address, TextStyle.Dim), new TextCell(state, StyleOf(monitor.State)),
            TextCell.Empty, TextCell.Empty, TextCell.Empty, TextCell.Empty, TextCell.Empty, TextCell.Empty,
            TextCell.Empty,
            HumanText.Milliseconds(monitor.RttMs), Loss(monitor.LossPercent), TextCell.Empty, TextCell.Empty,
            TextCell.Empty);
    }

    private static IEnumerable<string> Remarks(UplinkStatus uplink)
    {
        if (uplink.Reason is { Length: > 0 } reason)
            yield return reason;
        if (uplink.Damping is { Suppressed: true } damping)
        {
            var reuse = damping.ReuseInSeconds is { } seconds
                ? $", used again in {HumanText.Duration(TimeSpan.FromSeconds(seconds))} if it stays up"
                : "";
            yield return $"flapped: held back (penalty {damping.Penalty:0}{reuse})";
        }
    }

    private void Counters(StringBuilder output, StatusSnapshot status)
    {
        var counters = status.Counters;
        if (counters is { Guard: 0, Invalid: 0, Resets: 0 })
            return;
        output.Append('\n').Append(palette.Paint(
            $"stopped: {HumanText.Count(counters.Guard)} by the guard, {HumanText.Count(counters.Invalid)} invalid · "
            + $"{HumanText.Count(counters.Resets)} answered with a reset", TextStyle.Dim)).Append('\n');
    }

    private void Events(StringBuilder output, StatusSnapshot status)
    {
        if (status.Events.Count == 0)
            return;
        output.Append('\n').Append(palette.Paint("Last events", TextStyle.Heading)).Append('\n');
        var renderer = new EventRenderer(palette, zone);
        foreach (var record in status.Events.Skip(Math.Max(0, status.Events.Count - ShownEvents)))
            output.Append("  ").Append(renderer.Render(record)).Append('\n');
    }

    private static string Detection(UplinkStatus uplink) => uplink.MeanDetectionMs > 0
        ? $"{HumanText.Milliseconds(uplink.MeanDetectionMs)} (max {HumanText.Milliseconds(uplink.WorstDetectionMs)})"
        : "";

    private static TextCell Loss(double? percent) =>
        new(HumanText.Percent(percent), percent > 0 ? TextStyle.Warning : TextStyle.Plain);

    private static TextStyle StyleOf(string state) => state switch
    {
        UplinkStateName.Up => TextStyle.Good,
        UplinkStateName.Standby => TextStyle.Good,
        UplinkStateName.Degraded or UplinkStateName.Draining => TextStyle.Warning,
        UplinkStateName.Down => TextStyle.Bad,
        _ => TextStyle.Dim,
    };

    private static TextStyle StyleOfOverall(string state) => state switch
    {
        OverallState.Up => TextStyle.Good,
        OverallState.Degraded => TextStyle.Warning,
        _ => TextStyle.Bad,
    };
}
