using System.Diagnostics;
using System.Net;
using DualWan.Lab.Meters;
using DualWan.Lab.Topology;
using DualWan.Testing;

namespace DualWan.Lab.Tests;

/// <summary>
/// The meters measure what is known. Brackets are wide: their truth is tested, not the machine's speed.
/// </summary>
public sealed class MeterTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task FlowMeter_SilenceOfThreeHundredMilliseconds_IsTheLongestGap()
    {
        using var lab = new LabBuilder().Lan().Isps(1).DhcpDefaults().Build();
        KernelLayout.Apply(lab);
        using var meter = FlowMeter.Start(lab.Client);
        await Wait(300);
        var outage = await Silence(lab, 300);
        await Wait(300);
        var report = meter.Stop();
        var pause = report.LongestPause.TotalMilliseconds;
        Assert.InRange(report.LongestGap.TotalMilliseconds, outage.AtLeast, outage.AtMost + pause);
        Assert.InRange(report.Lost.Count, (int)(outage.AtLeast * 0.9), (int)(outage.AtMost * 1.1));
        Assert.True(report.LossSpan >= report.LongestGap, report.ToString());
        Assert.Equal(["203.0.113.2"], report.ByAddress.Keys);
    }

    [Fact]
    public async Task FlowMeter_OneOfTwoLinesSilent_LosesHalfAndTellsTheSpan()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        using var meter = FlowMeter.Start(lab.Client);
        await Wait(200);
        var outage = await Silence(lab, 300);
        await Wait(200);
        var report = meter.Stop();
        Assert.InRange(report.Lost.Count, (int)(outage.AtLeast * 0.3), (int)(outage.AtMost * 0.7));
        var pause = report.LongestPause.TotalMilliseconds;
        Assert.InRange(report.LossSpan.TotalMilliseconds, outage.AtLeast, outage.AtMost + pause);
        Assert.True(report.LongestGap < report.LossSpan / 2, report.ToString());
    }

    [Fact]
    public async Task UdpFlow_SilenceOfThreeHundredMilliseconds_StoppedAndResumed()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        using var flow = UdpFlow.Start(lab.Client, interval: TimeSpan.FromMilliseconds(10));
        await Eventually.True(() => flow.Seen is not null, "first answer");
        var isp = lab.IspOf(flow.Seen!.Address)!;
        var fault = isp.Silent(arp: true);
        await Wait(300);
        fault.Revert();
        await Wait(200);
        var report = flow.Stop();
        var outage = new Outage(fault);
        Assert.InRange(report.LongestSilence.TotalMilliseconds, outage.AtLeast, outage.AtMost);
        Assert.InRange(report.ResumedAfter(fault.BeganAt)!.Value.TotalMilliseconds, outage.AtLeast, outage.AtMost);
        Assert.Single(report.Seen);
    }

    [Theory]
    [InlineData("Sender")]
    [InlineData("Receiver")]
    [InlineData("Idle")]
    public async Task TcpFlow_ResetByTheServerSide_BreaksAndConnectsAgain(string kind)
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        using var flow = await TcpFlow.Start(lab.Client, Enum.Parse<TcpFlowKind>(kind));
        await Wait(100);
        var before = Stopwatch.GetTimestamp();
        // ss -K closes the server's side with a reset.
        lab.Internet.Run("ss", "-K", "-t", "state", "established", "sport", "=", ":7");
        await Eventually.True(() => flow.ConnectedAfter(before) is not null, "connected again");
        Assert.NotNull(flow.BrokenAfter(before));
        Assert.Equal(2, flow.Events.Count(e => e.Kind == TcpFlowEventKind.Connected));
        Assert.Contains(flow.Seen!.Address.ToString(), (string[])["203.0.113.2", "198.51.100.2"]);
    }

    [Fact]
    public async Task TcpFlow_Receiver_HearsTheDownloadAndItsSilence()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        using var flow = await TcpFlow.Start(lab.Client, TcpFlowKind.Receiver);
        await Eventually.True(() => flow.Received > 10_000, "bytes of the download");
        using (lab.IspOf(flow.Seen!.Address)!.Silent(arp: true))
            await Eventually.True(() => flow.Silence > TimeSpan.FromMilliseconds(200), "silence");
        await Eventually.True(() => flow.Silence < TimeSpan.FromMilliseconds(100), "the download goes on");
        Assert.Single(flow.Events);
    }

    [Fact]
    public async Task Connections_TwoHundred_SharesAreCountedAndHeld()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        using var open = await Connections.OpenMany(lab.Client, 200);
        Assert.Equal(0, open.Failed);
        Assert.Equal(200, open.ByAddress().Values.Sum());
        Assert.InRange(open.Share("203.0.113.2"), 0.3, 0.7);
        Assert.Equal(200, await open.StillAlive(Second));
        using (lab.Isp1.Silent(arp: true))
        {
            var alive = await open.StillAlive(TimeSpan.FromMilliseconds(300));
            Assert.Equal(open.ByAddress()["198.51.100.2"], alive);
        }
    }

    [Fact]
    public async Task LinkSniffer_APing_SeesArpAndBothDirections()
    {
        using var lab = NetworkLab.TwoUplinks();
        using var wire = LinkSniffer.Start(lab.Router, "wan1");
        using var other = LinkSniffer.Start(lab.Router, "wan2");
        lab.Router.TryIp("neigh flush dev wan1");
        Pinger.Send(lab.Router, "1.1.1.1", device: "wan1");
        await Eventually.True(() => wire.Frames.Any(f => f.IcmpType == 0), "an echo reply on the wire");
        var request = Assert.Single(wire.Where(f => f.IcmpType == 8));
        Assert.True(request.Outgoing);
        Assert.Equal(IPAddress.Parse("1.1.1.1"), request.To);
        Assert.Contains(wire.Frames, f => f.ArpOperation == 1 && f.ArpTarget!.ToString() == "203.0.113.1");
        Assert.Contains(wire.Frames, f => f.ArpOperation == 2 && !f.Outgoing);
        Assert.DoesNotContain(other.Frames, f => f.IsIPv4);
    }

    [Fact]
    public void Counters_PacketsWithAWrongSource_AreCountedByKindAndDropped()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab, nat: false);
        var before = lab.Isps.Select(i => i.Counters()).ToArray();
        var report = FlowMeter.Measure(
            lab.Client, TimeSpan.FromMilliseconds(100), new FlowMeterOptions { PerSecond = 200 });
        Assert.Equal(0, report.Answered);
        var after = lab.Isps.Select((isp, n) => isp.Counters() - before[n]).ToArray();
        Assert.Equal(report.Sent, after.Sum(c => c.LeakedPrivate));
        Assert.Equal(0, after.Sum(c => c.Up));
        lab.Router.Nft("delete table inet byhand");
        Assert.Equal(0, Pinger.Send(lab.Router, "192.0.2.81", 3, device: "wan1", source: "198.51.100.2").Answered);
        Assert.Equal(3, (lab.Isp1.Counters() - before[0]).LeakedForeign);
    }

    [Fact]
    public void NewFlowRate_EveryPacket_IsAFlowThatReachesAnIsp()
    {
        using var lab = NetworkLab.TwoUplinks();
        KernelLayout.Apply(lab);
        using var one = lab.Isp1.Silent(arp: true);
        using var two = lab.Isp2.Silent(arp: true);
        Pinger.Send(lab.Client, "10.0.0.1");
        var before = lab.Isps.Sum(i => i.Counters().Seen);
        Assert.True(NewFlowRate.Measure(lab.Client, 1000) > 0);
        // IPv6 sends a word of its own now and then.
        Assert.InRange(lab.Isps.Sum(i => i.Counters().Seen) - before, 990, 1020);
        Assert.InRange(lab.Isp1.Counters().Seen, 300, 700);
    }

    private static Task Wait(int milliseconds) => Task.Delay(milliseconds, TestContext.Current.CancellationToken);

    /// <summary>Silences the first ISP and heals it.</summary>
    private static async Task<Outage> Silence(NetworkLab lab, int milliseconds)
    {
        var fault = lab.Isp1.Silent(arp: true);
        await Wait(milliseconds);
        fault.Revert();
        return new Outage(fault);
    }

    /// <summary>
    /// The milliseconds that an outage surely and at most lasted, with what a meter may err. The tools that make and
    /// end it take milliseconds, on a loaded machine many.
    /// </summary>
    private sealed class Outage(Fault fault)
    {
        private const double Slack = 60;

        public double AtLeast { get; } =
            Stopwatch.GetElapsedTime(fault.AppliedAt, fault.RevertingAt).TotalMilliseconds - Slack;

        public double AtMost { get; } =
            Stopwatch.GetElapsedTime(fault.BeganAt, fault.RevertedAt).TotalMilliseconds + Slack;
    }
}
