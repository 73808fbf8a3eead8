using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>A host that may use one line only, and a line that leaves the file under its connections.</summary>
public sealed class UnreachableTests
{
    private const string Bound = "rules:\n  - {src-address: 10.0.0.10-10.0.0.11, uplink: isp1, failover: no}\n";

    [Fact]
    public async Task A_host_without_failover_is_told_by_carrier_and_by_address_and_never_leaves_elsewhere()
    {
        // K-18, kernel.md row 10
        // Another host each time: the kernel sends a host about one such error in two seconds.
        using var scenario = await Scenario.Start(
            new LabBuilder().Lan(addressesPerClient: 2).Isps(2).DhcpDefaults().Build(), Scenario.TwoLines(Bound));
        var lab = scenario.Lab;
        using var wire = LinkSniffer.Start(lab.Router, "wan2");
        Assert.True(Pinger.Send(lab.Client, "192.0.2.80", 3).AllAnswered);

        using (lab.Isp1.LinkDown())
        {
            await scenario.UplinkIs("isp1", "down");
            AssertUnreachable(scenario, "10.0.0.10");
        }

        await scenario.UplinkIs("isp1", "up");
        using (lab.Isp1.AddressRemoved())
        {
            await scenario.UplinkIs("isp1", "down");
            AssertUnreachable(scenario, "10.0.0.11");
        }

        await scenario.UplinkIs("isp1", "up");
        using (lab.Isp1.UpstreamDead())
        {
            // Silent: its own line is all it has, and nobody is there to say no.
            await scenario.UplinkIs("isp1", "down");
            Assert.Equal(0, Pinger.Send(lab.Client, "192.0.2.80", 3).Answered);
        }

        Assert.True(Pinger.Send(lab.Client, "192.0.2.80", 3).AllAnswered);
        Assert.DoesNotContain(wire.Frames, static frame => frame.To?.ToString() == "192.0.2.80");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_uplink_that_leaves_the_file_takes_no_connection_along_to_the_one_in_its_place()
    {
        // K-17, kernel.md D9
        using var scenario = await Scenario.Start(
            new LabBuilder().Lan().Isps(3).DhcpDefaults().Build(), Scenario.TwoLines());
        using var calls = new UdpBundle(scenario.Lab.Client, 30);
        var first = calls.Ask();
        Assert.Equal(2, first.Select(static end => end!.Address).Distinct().Count());

        scenario.Agent.WritePolicy(Scenario.TwoLines().Replace(
            "isp1: {interface: wan1}", "isp3: {interface: wan3}", StringComparison.Ordinal));
        scenario.Agent.Reload().OrThrow();
        await scenario.UplinkIs("isp3", "up");

        Assert.DoesNotContain(scenario.Router.Conntrack(), static line =>
            Mark(line) >> 24 is 0x81 or 0xa1 or 0xc1 or 0xe1);
        await Eventually.True(() => calls.Ask().All(static end => end is not null), "every call goes on");
        var now = calls.Ask();
        Assert.All(now, end => Assert.NotEqual(scenario.Lab.Isp1, scenario.Lab.IspOf(end!.Address)));
        Assert.All(first.Zip(now), pair => Assert.True(
            !scenario.Lab.Isp2.Owns(pair.First!.Address) || pair.First.Equals(pair.Second)));
        Assert.Equal(0, scenario.Leaked);
    }

    private static void AssertUnreachable(Scenario scenario, string source)
    {
        var report = Pinger.Send(scenario.Lab.Client, "192.0.2.80", 2, source: source);
        Assert.Equal(0, report.Answered);
        Assert.True(report.Unreachable > 0, $"an ICMP error comes back to {source}");
    }

    private static uint Mark(string line)
    {
        var at = line.IndexOf("mark=", StringComparison.Ordinal);
        return at < 0 ? 0 : uint.Parse(line[(at + 5)..].Split(' ')[0]);
    }
}
