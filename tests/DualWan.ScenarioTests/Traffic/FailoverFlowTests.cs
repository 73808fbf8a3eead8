using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>What becomes of connections and their NAT entries when a line fails: T-72 to T-76, T-80.</summary>
public sealed class FailoverFlowTests
{
    private static readonly TimeSpan Keepalive = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("masquerade")]
    [InlineData("203.0.113.2")]
    public async Task A_udp_flow_moves_with_the_verdict_and_never_shows_the_dead_lines_address_to_the_other(string nat)
    {
        // T-72, T-73, N-08: with src-nat RouterOS keeps the entry and sends on with the wrong source (L-03).
        using var scenario = await Scenario.Start(Natted(nat));
        using var flow = UdpFlow.Start(scenario.Lab.Client, interval: Keepalive);
        await Eventually.True(() => flow.Seen is not null, "the flow is answered");

        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        var known = System.Diagnostics.Stopwatch.GetElapsedTime(flow.StartedAt);
        await Eventually.True(() => SeenAt(flow, scenario.Lab.Isp2), "the same flow answered by the other line");
        var report = flow.Stop();

        // Of the keepalives that follow the verdict no more than one is lost.
        Assert.InRange(report.Packets.Count(packet => packet.SentAt > known && packet.Seen is null), 0, 1);
        Assert.Equal(scenario.Lab.Isp2.PublicAddress, report.Seen[^1].Address.ToString());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_ping_that_goes_on_is_answered_by_the_other_line_under_the_same_identifier()
    {
        // T-74, G-48: ping -i 1 for hours; RouterOS's entry holds it on the dead line for ever.
        using var scenario = await Scenario.Start(Natted("203.0.113.2"));
        using var wires = new WanSniffers(scenario.Lab);
        var ping = Task.Run(() => Pinger.Send(scenario.Lab.Client, "192.0.2.80", count: 800),
            TestContext.Current.CancellationToken);
        await Eventually.True(() => wires.Sent("wan1", IsPing).Count > 0, "the ping leaves by the first line");

        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        await Eventually.True(() => wires.Sent("wan2", IsPing).Count > 0, "the ping leaves by the second line");
        var report = await ping;

        // Whatever left by the second line came back: what was lost fell into the time before the verdict.
        Assert.InRange(report.Answered, wires.Sent("wan2", IsPing).Count, report.Sent);
        Assert.All(wires.Sent("wan2", IsPing), static frame => Assert.Equal("198.51.100.2", frame.From!.ToString()));
        Assert.Equal(0, scenario.Leaked);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("carrier")]
    [InlineData("upstream")]
    public async Task No_entry_of_a_dead_line_stays_however_it_died(string how)
    {
        // T-75, N-04, N-07: the kernel purges on "down" alone; carrier loss and silence are ours.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var connections = await Connections.OpenMany(scenario.Lab.Client, 20);
        Assert.Equal(20, Entries(scenario).Count);

        using var fault = how switch
        {
            "admin" => scenario.Lab.Isp1.AdminDown(),
            "carrier" => scenario.Lab.Isp1.LinkDown(),
            _ => scenario.Lab.Isp1.UpstreamDead(),
        };

        await Eventually.Value(() => Entries(scenario).Count, static left => left == 0, "the entries are gone");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task With_keep_a_flow_outlives_a_flap_under_its_own_port()
    {
        // T-76, N-05: src-nat purges nothing; who wants that says "keep".
        using var scenario = await Scenario.Start(
            Natted("203.0.113.2") + "on-failover: {connections: keep}\n");
        using var flow = UdpFlow.Start(scenario.Lab.Client, interval: Keepalive);
        await Eventually.True(() => flow.Seen is not null, "the flow is answered");

        using (scenario.Lab.Isp1.LinkDown())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.NotEmpty(Entries(scenario, "udp"));
        }

        await scenario.UplinkIs("isp1", "up");
        await Eventually.True(() => flow.Stop().Packets[^1].Seen is not null, "and goes on");
        var report = flow.Stop();

        Assert.Single(report.Seen);
        Assert.Equal(0, scenario.Leaked);
    }

    private static bool IsPing(CapturedFrame frame) => frame.IcmpType == 8 && frame.To?.ToString() == "192.0.2.80";

    private static bool SeenAt(UdpFlow flow, Isp isp) => flow.Seen?.Address.ToString() == isp.PublicAddress;

    private static string Natted(string nat) => Scenario.MainAndBackup()
        .Replace("{interface: wan1}", $"{{interface: wan1, nat: {nat}}}", StringComparison.Ordinal);

    /// <summary>Connections of the client that show the first line's address to the world.</summary>
    private static List<string> Entries(Scenario scenario, string protocol = "tcp") =>
        [.. scenario.Router.Conntrack($"-p {protocol}").Where(static entry =>
            entry.Contains("src=10.0.0.10", StringComparison.Ordinal)
            && entry.Contains("dst=203.0.113.2", StringComparison.Ordinal))];
}
