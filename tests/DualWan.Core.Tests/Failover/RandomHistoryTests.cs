using DualWan.Core.Config;
using DualWan.Core.Failover;
using Xunit;
using static DualWan.Core.Tests.Failover.SimulatedRouter;

namespace DualWan.Core.Tests.Failover;

/// <summary>Random configurations live through random days; <see cref="Invariants"/> looks on at every step.</summary>
public sealed class RandomHistoryTests
{
    private static readonly HealthSettings Quick = new() { Interval = TimeSpan.FromSeconds(5) };

    // Back after two good rounds: flaps enough for the damping.
    private static readonly HealthSettings Nervous = new() { Recoveries = 2 };

    private static readonly string[] Expected =
    [
        "Down MonitorsFailed LastResort", "Down MonitorsFailed Excluded", "Standby Damped Excluded",
        "Standby FailbackManual Excluded", "Standby FailbackDelay Excluded",
        "Draining DrainedByOperator PinnedOnly", "Disabled DisabledByOperator Excluded",
        nameof(FailoverDecision.FlushPins), nameof(FailoverDecision.FlushBackupPins),
        nameof(FailoverDecision.DisarmResets),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_happens_the_orders_hold(int seed)
    {
        var random = new Random(seed);
        HashSet<string> seen = [];
        for (var history = 0; history < 100; history++)
        {
            var router = RandomRouter(random);
            var at = 0.0;
            for (var step = 0; step < 60; step++)
            {
                at += random.NextDouble() * random.NextDouble() * 60_000;
                router.Run(at);
                Something(router, random);
                seen.UnionWith(router.Last.Uplinks.Select(uplink => $"{uplink.State} {uplink.Reason} {uplink.Use}"));
            }

            AllGood(router, at);
            seen.UnionWith(router.Decisions.Select(entry => entry.Decision.GetType().Name));
        }

        // The histories are no walk in the park: these were all met.
        foreach (var met in Expected)
            Assert.Contains(met, seen);
    }

    // Reports 11 to 23: however it came there, with all lines good and nothing asked for, the best tier carries.
    private static void AllGood(SimulatedRouter router, double at)
    {
        foreach (var uplink in router.Last.Uplinks)
        {
            router.Line(uplink.Name).Answers = (_, _) => Ms(10);
            router.SetLink(uplink.Name, LinkState.Ready);
            router.Command(uplink.Name, OperatorCommand.Enable);
        }

        router.Run(at + 1_200_000);
        foreach (var uplink in router.Last.Uplinks)
            router.Command(uplink.Name, OperatorCommand.Failback);
        Assert.Equal(UplinkUse.Active, router.Machine.Uplinks.Single(uplink => uplink.Name == "tier1-0").Use);
        Assert.All(router.Last.Uplinks, uplink =>
            Assert.True(uplink.State is UplinkState.Up or UplinkState.Standby, $"{uplink.Name} is {uplink.State}"));
    }

    private static SimulatedRouter RandomRouter(Random random)
    {
        List<UplinkSetup> setups = [];
        for (var i = 0; i < random.Next(1, 5); i++)
        {
            var distance = i == 0 ? 1 : random.Next(1, 4);
            Failback failback = random.Next(3) switch
            {
                0 => Failback.Manual.Instance,
                1 => new Failback.After(TimeSpan.FromSeconds(random.Next(1, 300))),
                _ => Failback.Auto.Instance,
            };
            var uplink = Uplink($"tier{distance}-{i}", distance, failback, metered: i > 0 && random.Next(4) == 0,
                random.Next(2) == 0 ? Quick : Nervous);
            setups.Add(new UplinkSetup(uplink)
            {
                AdoptedAsDown = random.Next(5) == 0,
                Link = random.Next(5) == 0 ? default : LinkState.Ready,
            });
        }

        var settings = new DualWanSettings
        {
            OnFailback = (OnFailback)random.Next(3),
            DrainAfter = TimeSpan.FromSeconds(random.Next(1, 120)),
        };
        return new SimulatedRouter(settings, [.. setups]);
    }

    private static void Something(SimulatedRouter router, Random random)
    {
        var name = router.Last.Uplinks[random.Next(router.Last.Uplinks.Length)].Name;
        switch (random.Next(10))
        {
            case < 4:
                var loss = random.Next(3) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() };
                var own = new Random(random.Next());
                router.Line(name).Answers = (_, _) => own.NextDouble() < loss ? null : Ms(5 + own.Next(60));
                break;
            case < 7:
                router.SetLink(name, random.Next(2) == 0
                    ? LinkState.Ready
                    : new LinkState(true, random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0));
                break;
            case 7:
                router.Command(name, (OperatorCommand)random.Next(4));
                break;
            case 8:
                var from = router.Now + Ms(random.Next(5_000));
                router.Line(name).Sleeps.Add((from, from + Ms(random.Next(20_000))));
                break;
            default:
                router.Handle(FailoverEvent.Tick.Instance);
                break;
        }
    }

    // K-37: weeks of simulated quiet in a moment, and not one decision.
    [Fact]
    public void Three_weeks_without_an_event_decide_nothing()
    {
        var router = new SimulatedRouter(
            Uplink("isp1", health: Quick), Uplink("isp2", health: Quick),
            Uplink("lte", 2, metered: true, health: Quick));
        router.Run(60_000);
        router.Decisions.Clear();
        router.Run(TimeSpan.FromDays(20).TotalMilliseconds);
        Assert.Empty(router.Decisions);
        Assert.True(router.Line("isp1").Sent.Count > 300_000);
        Assert.Equal("isp1=Up/Active isp2=Up/Active lte=Standby/Eligible", router.States);
    }
}
