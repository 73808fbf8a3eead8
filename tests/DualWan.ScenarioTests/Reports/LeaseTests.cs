using System.Diagnostics;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group J, and report 90: leases, redials, and how little is written for them.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task A_renewal_that_takes_the_default_away_for_a_moment_is_no_event()
    {
        // report 78: the default vanishes at every renewal; report 90: repeated route events spawn nft again and again.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var before = scenario.Router.Dump();
        var lease = scenario.Lab.Isp1.Spec;
        var route = $"default via {lease.Gateway} dev wan1 proto dhcp src {lease.RouterIp} metric 100";
        var generation = scenario.Generation();
        using var nft = Watch(scenario.Lab.Router, "nft", "monitor");
        // A change of others, told: from here on the monitor hears everything.
        await Eventually.True(() =>
        {
            scenario.Lab.Router.Nft("table ip theirs { }\ndelete table ip theirs\n");
            return nft.Lines.Any(static line => line.Contains("theirs", StringComparison.Ordinal));
        }, "nft monitor listens");

        using var call = UdpFlow.Start(scenario.Lab.Client);
        for (var i = 0; i < 10; i++)
        {
            scenario.Lab.Router.IpBatch($"route del {route}\nroute add {route}\n");
            scenario.Lab.Router.IpBatch("route add 10.99.0.0/16 dev lan0 proto ra\nroute del 10.99.0.0/16 dev lan0\n");
        }

        await scenario.IsAgain(before, "the routes are those of before");
        scenario.AllLeaveBy(scenario.Lab.Isp1);
        Assert.Equal(generation, scenario.Generation());
        Assert.DoesNotContain(nft.Lines, static line => line.Contains("dualwan", StringComparison.Ordinal));
        Assert.Single(call.Stop().Seen);
        Assert.DoesNotContain("DOWN", scenario.Agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_and_another_gateway_are_followed_without_a_lease_file()
    {
        // report 79 (the lease file moved: empty tables), 83 (the modem attaches again with another address, unseen).
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());

        using var lease = scenario.Lab.Isp1.AddressChanged("203.0.113.77/24", "203.0.113.254");
        await Eventually.Value(() => scenario.Uplink("isp1").Text("gateway"), seen => seen == "203.0.113.254",
            "the new gateway is in use", 10);
        await scenario.AllComeToLeaveBy(scenario.Lab.Isp1);

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal("203.0.113.77", scenario.Uplink("isp1").Text("address"));
        var rules = scenario.Lab.Router.Ip("rule show");
        Assert.Contains("from 203.0.113.77", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("from 203.0.113.2 ", rules, StringComparison.Ordinal);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_line_that_its_owner_dials_again_is_used_again_and_the_dialling_is_left_to_him()
    {
        // report 81 (a PPPoE line is not used again after the second call), 14 (the monitor stays dead after it),
        // 82 and 84: who dials, redials: the agent neither takes the interface down nor up.
        var lab = new LabBuilder().Lan()
            .Isp(static isp => isp with { Link = LinkKind.PointToPoint, Gateway = "192.168.99.1" }).Isp().DhcpDefaults()
            .Build();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup());

        for (var call = 1; call <= 2; call++)
        {
            using var hungUp = lab.Isp1.InterfaceGone();
            await scenario.UplinkIs("isp1", "down");
            Assert.Contains("no-interface", scenario.Problems());
            scenario.AllLeaveBy(lab.Isp2);
            hungUp.Revert();
            await scenario.UplinkIs("isp1", "up");
            scenario.AllLeaveBy(lab.Isp1);
        }

        Assert.Contains(",UP", lab.Router.Ip("-br link show wan1"), StringComparison.Ordinal);
        using (lab.Isp1.AdminDown())
        {
            await scenario.UplinkIs("isp1", "down");
            scenario.AllLeaveBy(lab.Isp2);
            Assert.DoesNotContain(",UP", lab.Router.Ip("-br link show wan1"), StringComparison.Ordinal);
        }

        Assert.Equal(0, scenario.Leaked);
    }

    private static WatchedProcess Watch(NetworkNamespace space, string file, params string[] arguments) =>
        new(space.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true }));

    /// <summary>A monitor of the standard tools and what it has said so far.</summary>
    private sealed class WatchedProcess : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];

        public WatchedProcess(Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, line) =>
            {
                lock (_lines)
                    _lines.Add(line.Data ?? "");
            };
            process.BeginOutputReadLine();
        }

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
