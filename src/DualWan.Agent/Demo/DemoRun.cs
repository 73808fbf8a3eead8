using System.Diagnostics;
using DualWan.Lab;
using DualWan.Lab.Meters;

namespace DualWan.Agent.Demo;

/// <summary>
/// The main job on a network of namespaces, measured: nothing is slept until it looks right, every figure comes from
/// packets that arrived or did not, and what did not happen fails the demo.
/// </summary>
internal sealed class DemoRun(DemoLab lab, DemoText text, TimeProvider time)
{
    private const int HeldConnections = 60;

    /// <summary>Milliseconds that a call may be silent beyond twice the switch.</summary>
    private const double CallGrace = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Isp _isp1 = lab.Network.Isp1;
    private readonly Isp _isp2 = lab.Network.Isp2;

    public async Task<DemoReport> RunAsync(CancellationToken cancellation)
    {
        text.Title("the agent starts");
        if (!await UntilAsync(() => StateOf("isp1") == "up" && StateOf("isp2") == "up", cancellation)
            .ConfigureAwait(false))
            throw new CommandException(ExitCode.Refused, "the agent did not bring both lines up",
                lab.Agent.Output.Trim());
        text.Line("both lines answer through their own gateways: forwarding");

        text.Title("both lines share what is new");
        var split = Measure(TimeSpan.FromSeconds(2));
        var share = Show(split);

        text.Title("60 connections and a call stay open, then isp1's upstream goes silent (its gateway still answers)");
        using var held = await Connections.OpenMany(lab.Network.Client, HeldConnections).ConfigureAwait(false);
        var backup = held.Held.Where(one => one.Seen.Address.ToString() == _isp2.PublicAddress).ToList();
        using var call = await CallOverAsync(_isp1, cancellation).ConfigureAwait(false);
        using var download = await OpenOnAsync(_isp1).ConfigureAwait(false);
        var (switched, failover) = await SilenceAsync(download, cancellation).ConfigureAwait(false);

        text.Title("isp1 comes back");
        switched.Revert();
        var returned = await UntilAsync(() => StateOf("isp1") == "up", cancellation).ConfigureAwait(false);
        text.Line(returned ? "five good rounds: isp1 takes new connections again" : "isp1 was not let back");
        var back = Show(Measure(TimeSpan.FromSeconds(1)));
        var callGap = call.Stop().LongestSilence.TotalMilliseconds;
        var kept = 0;
        foreach (var one in backup)
            kept += await one.Alive(TimeSpan.FromSeconds(2)).ConfigureAwait(false) ? 1 : 0;
        var leaked = _isp1.Counters().Leaked + _isp2.Counters().Leaked;
        var report = failover with
        {
            FirstShare = share,
            CallGapMs = callGap,
            BackShare = back,
            KeptConnections = kept,
            HeldConnections = backup.Count,
            Leaked = leaked,
        };
        return Judge(report);
    }

    private async Task<(Fault Fault, DemoReport Report)> SilenceAsync(TcpFlow? download, CancellationToken cancellation)
    {
        using var meter = FlowMeter.Start(lab.Network.Client);
        await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellation).ConfigureAwait(false);
        var fault = _isp1.UpstreamDead();
        await UntilAsync(() => StateOf("isp1") == "down", cancellation).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromMilliseconds(1000), time, cancellation).ConfigureAwait(false);
        var flows = meter.Stop();
        var lost = flows.Lost.Count;
        var began = Stopwatch.GetElapsedTime(flows.StartedAt, fault.AppliedAt);
        var switchMs = lost == 0 ? 0 : (flows.Lost.Max(static flow => flow.SentAt) - began).TotalMilliseconds;
        var reset = download?.BrokenAfter(fault.AppliedAt)?.TotalMilliseconds;
        text.Line($"new connections go by isp2 {DemoText.Milliseconds(switchMs)} after the silence began; "
            + $"{lost} of {flows.Sent} were lost");
        text.Line(reset is { } ms
            ? $"a download over isp1 was reset after {DemoText.Milliseconds(ms)} and connected again by isp2"
            : "no open connection of isp1 was told");
        var after = Measure(TimeSpan.FromMilliseconds(300));
        Show(after);
        return (fault, new DemoReport(
            after.Share(_isp2.PublicAddress) >= 1, 0, switchMs, lost, flows.Sent, reset, 0, 0, 0, 0, 0));
    }

    private DemoReport Judge(DemoReport seen)
    {
        text.Title("what was seen");
        var shared = seen.FirstShare is > 0.3 and < 0.7;
        var moved = seen.Passed && seen.SwitchMs > 0;
        var told = seen.ResetMs is not null;
        var continued = moved && seen.CallGapMs < 2 * seen.SwitchMs + CallGrace;
        var returned = seen.BackShare is > 0.3 and < 0.7;
        var undisturbed = seen.HeldConnections > 0 && seen.KeptConnections == seen.HeldConnections;
        text.Check(shared, $"both lines shared new connections: isp1 had {seen.FirstShare:P0}");
        text.Check(moved, $"silence of isp1 moved everything to isp2 in {DemoText.Milliseconds(seen.SwitchMs)}");
        text.Check(told, "open TCP connections of the dead line were told with a reset");
        text.Check(continued,
            $"a call over isp1 went on by isp2; its longest silence was {DemoText.Milliseconds(seen.CallGapMs)}");
        text.Check(returned, $"isp1 came back and has {seen.BackShare:P0} of new connections");
        text.Check(undisturbed,
            $"{seen.KeptConnections} of {seen.HeldConnections} connections on isp2 lived through all of it");
        text.Check(seen.Leaked == 0, $"{seen.Leaked} packets left a line with an address that is not its own");
        return seen with
        {
            Passed = shared && moved && continued && told && returned && undisturbed && seen.Leaked == 0,
        };
    }

    /// <summary>A download that leaves by this line: destinations are tried until the balance gives one of its
    /// own.</summary>
    private async Task<TcpFlow?> OpenOnAsync(Isp isp)
    {
        for (var last = 100; last < 120; last++)
        {
            var flow = await TcpFlow.Start(lab.Network.Client, TcpFlowKind.Receiver, $"192.0.2.{last}")
                .ConfigureAwait(false);
            if (flow.Seen?.Address.ToString() == isp.PublicAddress)
                return flow;
            flow.Dispose();
        }

        return null;
    }

    /// <summary>A call that leaves by this line, found in the same way.</summary>
    private async Task<UdpFlow> CallOverAsync(Isp isp, CancellationToken cancellation)
    {
        for (var last = 120; ; last++)
        {
            var call = UdpFlow.Start(lab.Network.Client, $"192.0.2.{last}");
            await UntilAsync(() => call.Seen is not null, cancellation).ConfigureAwait(false);
            if (call.Seen?.Address.ToString() == isp.PublicAddress || last == 140)
                return call;
            call.Dispose();
        }
    }

    private FlowReport Measure(TimeSpan duration) => FlowMeter.Measure(lab.Network.Client, duration);

    /// <summary>Prints the bars; returns the first line's share.</summary>
    private double Show(FlowReport report)
    {
        text.Split(report, ("isp1", _isp1.PublicAddress), ("isp2", _isp2.PublicAddress));
        return report.Share(_isp1.PublicAddress);
    }

    private static string? StateOf(string uplink) =>
        DemoLab.Status()?.Uplinks.FirstOrDefault(one => one.Name == uplink)?.State;

    /// <summary>Looks until it holds; false after half a minute or when the agent has ended.</summary>
    private async Task<bool> UntilAsync(Func<bool> holds, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Patience && lab.Agent.Running)
        {
            if (holds())
                return true;
            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }

        return holds();
    }
}
