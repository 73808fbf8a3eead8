using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>TCP that belongs to no connection never leaves with a private source.</summary>
public sealed class InvalidPacketTests
{
    private const int Rounds = 8;

    [Theory]
    [InlineData("router")]
    [InlineData("none")]
    public async Task Six_kinds_of_TCP_of_no_connection_leak_nothing_at_rest_after_a_foreign_flush_and_after_ours(
        string firewall)
    {
        // K-05, kernel.md row 12 and D2
        using var scenario = await Scenario.Start(Scenario.MainAndBackup($"firewall: {firewall}\n"));
        using var wire = LinkSniffer.Start(scenario.Lab.Client, "eth0");
        await Throw(scenario, "at rest");

        scenario.Lab.Router.Run("conntrack", "-F");
        await Throw(scenario, "after a foreign flush");
        Assert.Equal(0, scenario.Router.Counter("inet dualwan", "rst"));

        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        wire.Clear();
        await Throw(scenario, "after our flush");

        // Armed now: everything but a reset itself is answered with one.
        await Eventually.True(() => scenario.Router.Counter("inet dualwan", "rst") > 0, "resets are sent");
        Assert.Equal(0, scenario.Leaked);
    }

    /// <summary>All six, to addresses that a classifier spreads; the ones that passed and the ones counted.</summary>
    private static async Task Throw(Scenario scenario, string when)
    {
        var before = Dropped(scenario);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var flags in RawPackets.OfNoConnection)
                RawPackets.SendTcp(scenario.Lab.Client, "10.0.0.10", $"192.0.2.{100 + round}", flags);
        }

        await Eventually.True(() => Dropped(scenario) - before >= Rounds * RawPackets.OfNoConnection.Count,
            $"every one is counted {when}");
        Assert.True(scenario.Leaked == 0, $"leaked {when}: {scenario.Leaked}");
    }

    private static long Dropped(Scenario scenario) =>
        scenario.Router.Counter("inet dualwan", "inval") + scenario.Router.Counter("inet dualwan", "rst");
}
