using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group D: other software on the same box, replayed by what it does to the kernel.</summary>
public sealed class OtherSoftwareTests
{
    [Fact]
    public async Task What_a_restart_of_networkd_deletes_is_put_back_and_traffic_goes_on()
    {
        // report 33 (rules with a mark), 34 (all foreign rules), 35 (the same, when nspawn starts), 44 (Shorewall: the
        // rules "from WAN-ADDRESS").
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();
        string[] deletions =
        [
            "rule flush protocol 215", "nexthop flush proto 215", "route del default table 7700 metric 10",
            $"rule del from {scenario.Lab.Isp2.Spec.RouterIp}",
        ];

        foreach (var deletion in deletions)
        {
            var generation = scenario.Generation();
            scenario.Lab.Router.Ip(deletion);
            await Eventually.True(() => scenario.Generation() > generation, $"'{deletion}' is noticed");
            await scenario.IsAgain(before, $"what '{deletion}' took is back");
        }

        Assert.Empty(scenario.Flows().Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Forwarding_and_the_router_live_without_the_systems_own_rules()
    {
        // report 36: even the rules of main and default were removed. They are not ours: nothing is put back in their
        // place, and ours lead everywhere.
        using var scenario = await Scenario.Start(Scenario.TwoLines());

        scenario.Lab.Router.Ip("rule del pref 32766");
        scenario.Lab.Router.Ip("rule del pref 32767");

        Assert.Empty(scenario.Flows().Lost);
        Assert.Empty(scenario.Flows(scenario.Lab.Router).Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_flush_of_the_whole_ruleset_takes_the_table_away_for_a_moment_only()
    {
        // report 37 (nftables.service destroys other tables), 38 (flush ruleset in nftables.conf), 39 (firewalld's
        // start): ours comes back, and nothing of theirs is touched by it.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        var before = scenario.Router.Dump();

        scenario.Lab.Router.Nft("flush ruleset");
        await scenario.IsAgain(before, "the table is back as it was");
        const string Theirs = "table ip theirs {\n\tchain input {\n\t\tip saddr 192.0.2.9 drop\n\t}\n}\n";
        scenario.Lab.Router.Nft("flush ruleset\n" + Theirs);
        await Eventually.True(() => scenario.Router.Dump().Contains("chain guard", StringComparison.Ordinal),
            "the table is back again");

        Assert.Equal(Theirs, scenario.Lab.Router.Run("nft", "list", "table", "ip", "theirs").Output);
        Assert.Empty(scenario.Flows().Lost);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Marks_of_others_come_through_unchanged_on_the_packet_and_on_the_connection()
    {
        // report 40: Tailscale's bits 0x00ff0000; report 43: an unmasked restore zeroes the marks of pbr.
        using var scenario = await Scenario.Start(Scenario.TwoLines());
        scenario.Lab.Router.Nft("""
            table ip theirs {
                counter kept { }
                counter lost { }
                chain before { type filter hook prerouting priority mangle;
                    iifname "lan0" ct state new ct mark set ct mark | 0x00040000
                    iifname "lan0" meta mark set meta mark | 0x00040011
                }
                chain after { type filter hook postrouting priority 300;
                    iifname "lan0" oifname "wan*" meta mark & 0x00ffffff == 0x00040011 counter name kept accept
                    iifname "lan0" oifname "wan*" counter name lost
                }
            }
            """);

        var report = scenario.Flows();

        Assert.Empty(report.Lost);
        Assert.Equal(2, report.ByAddress.Count);
        Assert.Equal(report.Sent, scenario.Router.Counter("ip theirs", "kept"));
        Assert.Equal(0, scenario.Router.Counter("ip theirs", "lost"));
        // 0x81040000 and 0x82040000: our pin and their bits side by side.
        var marks = scenario.Router.Conntrack("-p udp --orig-port-dst 7")
            .Select(static line => line[line.IndexOf("mark=", StringComparison.Ordinal)..].Split(' ')[0]);
        Assert.Equal(["mark=2164523008", "mark=2181300224"], marks.Distinct().Order());
    }

    [Theory]
    [InlineData("policy drop; jump DOCKER-USER;", "has the policy drop")]
    [InlineData("ct state established accept; counter drop; jump DOCKER-USER;", "drops everything")]
    [InlineData("iifname docker0 drop; jump DOCKER-USER;", null)]
    public void Doctor_names_the_chain_that_drops_what_is_forwarded(string rules, string? finding)
    {
        // report 41: Docker's rules stand behind a static DROP. Doctor needs no agent.
        using var lab = NetworkLab.TwoUplinks();
        using var agent = AgentProcess.Prepare(lab.Router, Scenario.TwoLines());
        lab.Router.Nft($$"""
            table ip filter {
                chain DOCKER-USER { }
                chain FORWARD { type filter hook forward priority filter; {{rules}} }
            }
            """);

        var output = agent.Cli("doctor", "-c", agent.PolicyPath).Output;

        Assert.Equal(finding is not null, output.Contains("docker-drops-forwarding", StringComparison.Ordinal));
        if (finding is not null)
            Assert.Contains("FORWARD " + finding, string.Join(' ', output.Split()), StringComparison.Ordinal);
    }
}
