using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>An admin who flushes what is ours, under load.</summary>
public sealed class AdminFlushTests
{
    [Theory]
    [InlineData("ip nexthop flush")]
    [InlineData("ip rule flush")]
    public async Task What_is_flushed_comes_back_and_nothing_leaks_meanwhile(string command)
    {
        // K-15
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = KernelState.Ours(scenario.Router);
        using var calls = new UdpBundle(scenario.Lab.Client, 20);
        var first = calls.Ask();
        using var meter = FlowMeter.Start(scenario.Lab.Client);
        for (var round = 0; round < 3; round++)
        {
            scenario.Lab.Router.Shell(command);
            await KernelState.Is(before, scenario.Router);
        }

        var report = meter.Stop();

        Assert.Equal(first, calls.Ask());
        Assert.True(report.Answered > 0, report.ToString()); // how many is a benchmark's business
        Assert.Empty(scenario.Measure(0.2).Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task While_the_way_to_the_LAN_is_missing_its_answers_are_dropped_and_not_sent_out_again()
    {
        // K-15: what `ip rule flush` passes through, stopped there: main is gone already, the catch-all not yet.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        using var calls = new UdpBundle(scenario.Lab.Client, 20);
        var first = calls.Ask();
        scenario.Agent.Signal(19); // SIGSTOP: nobody repairs meanwhile
        scenario.Lab.Router.IpBatch("rule del pref 20100\nrule del pref 32766\n");

        Assert.All(calls.Ask(), Assert.Null);
        Assert.True(scenario.Router.Counter("inet dualwan", "guard") >= 20, "the guard has dropped them");
        Assert.Equal(0, scenario.Leaked);

        scenario.Agent.Signal(18);
        await Eventually.True(() => calls.Ask().SequenceEqual(first), "all go on", 10);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_flushed_ruleset_is_put_back_and_no_flow_stays_without_its_NAT()
    {
        // K-15: until our table is back nobody masquerades, and what is sent meanwhile leaks; a flow that begins then
        // would have no NAT for life. So: not one more once the table is back.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = KernelState.Ours(scenario.Router);
        using var meter = FlowMeter.Start(scenario.Lab.Client);
        using var calls = new UdpBundle(scenario.Lab.Client, 20);
        var first = calls.Ask();
        var late = new List<UdpFlow>();
        try
        {
            for (var round = 0; round < 3; round++)
            {
                scenario.Lab.Router.Nft("flush ruleset");
                late.Add(UdpFlow.Start(
                    scenario.Lab.Client, $"192.0.2.{90 + round}", interval: TimeSpan.FromMilliseconds(5)));
                await KernelState.Is(before, scenario.Router);
            }

            meter.Stop();
            await Eventually.True(() => late.TrueForAll(static flow => flow.Seen is not null),
                "later flows are NATed", 10);
            Assert.Equal(first, calls.Ask());
            var leaked = scenario.Leaked;
            Assert.Empty(scenario.Measure(0.3).Lost);
            Assert.Equal(leaked, scenario.Leaked);
        }
        finally
        {
            late.ForEach(static flow => flow.Dispose());
        }
    }

    [Fact]
    public async Task A_phone_that_spoke_before_the_first_start_is_translated_from_then_on()
    {
        // K-15, K-08: a box that forwards at boot; the phone's keepalive would keep its entry without NAT for ever.
        var lab = new LabBuilder().Lan().Isps(2).DhcpDefaults().Forwarding().Build();
        lab.Router.Nft("table ip other { chain c { type filter hook forward priority 0; ct state new accept\n } \n }");
        using var phone = UdpFlow.Start(lab.Client);
        await Eventually.True(() => new LabRouter(lab.Router).Conntrack("-p udp")
            .Any(static line => line.Contains("dst=192.0.2.80", StringComparison.Ordinal)), "it is tracked");
        Assert.Null(phone.Seen);

        using var scenario = await Scenario.Start(lab, Scenario.TwoLines());

        await Eventually.True(() => phone.Seen is not null, "it is answered");
    }
}
