using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>
/// Others who write packet marks and connection marks, replayed by their own rules: every UDP flow stays on its line,
/// whoever loaded first, and through reloads of ours.
/// </summary>
public sealed class ForeignMarkTests
{
    private const int Flows = 40;
    private const int WireGuardMark = 0xca6c;

    private const string Spread = "balance: {per-connection-classifier: both-addresses-and-ports}\n";

    /// <summary>What wg-quick loads for a full tunnel (kernel.md row 21): whole marks, no mask.</summary>
    private const string WireGuardRules = """
        table ip wg-quick-wg0 {
            chain preraw { type filter hook prerouting priority raw;
                iifname != "wg0" ip daddr 10.200.0.2 fib saddr type != local drop
            }
            chain premangle { type filter hook prerouting priority mangle;
                meta l4proto udp meta mark set ct mark
            }
            chain postmangle { type filter hook postrouting priority mangle;
                meta l4proto udp meta mark 0xca6c ct mark set meta mark
            }
        }
        """;

    /// <summary>Tailscale's connmark rules (kernel.md row 22).</summary>
    private const string TailscaleRules = """
        table ip ts-mangle {
            chain PREROUTING { type filter hook prerouting priority mangle;
                ct state established,related meta mark set ct mark & 0x00ff0000
            }
            chain OUTPUT { type route hook output priority mangle;
                ct state new meta mark & 0x00ff0000 != 0 ct mark set meta mark & 0x00ff0000
            }
        }
        """;

    /// <summary>CONNMARK save and restore as Calico does it, with the mask that doctor proposes.</summary>
    private const string CalicoRules = """
        table ip cali-mangle {
            chain PREROUTING { type filter hook prerouting priority mangle;
                meta mark set meta mark and 0xff00ffff or 0x00010000
            }
            chain POSTROUTING { type filter hook postrouting priority mangle;
                ct mark set ct mark and 0xff00ffff or 0x00010000
            }
        }
        """;

    [Theory]
    [InlineData("wg-quick", true)]
    [InlineData("wg-quick", false)]
    [InlineData("Tailscale", true)]
    [InlineData("Tailscale", false)]
    [InlineData("Calico", true)]
    [InlineData("Calico", false)]
    public async Task Every_flow_stays_on_its_line_beside(string whose, bool theyAreFirst)
    {
        // K-03, K-04, K-36: kernel.md rows 21 and 22, D4
        var rules = whose switch { "wg-quick" => WireGuardRules, "Tailscale" => TailscaleRules, _ => CalicoRules };
        var lab = NetworkLab.TwoUplinks();
        if (theyAreFirst)
            lab.Router.Nft(rules);
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines(Spread));
        if (!theyAreFirst)
            lab.Router.Nft(rules);
        using var flows = new UdpBundle(lab.Client, Flows);

        var first = flows.Ask();
        AssertShared(scenario, first);
        for (var round = 0; round < 3; round++)
        {
            var firewall = round % 2 == 0 ? "none" : "router";
            scenario.Agent.WritePolicy(Scenario.TwoLines($"{Spread}firewall: {firewall}\n"));
            scenario.Agent.Reload().OrThrow();
            Assert.Equal(first, flows.Ask());
        }

        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_tunnel_of_wg_quick_that_was_there_before_never_swallows_its_own_packets()
    {
        // K-03: rules behind ours, as wg-quick made them on an idle box.
        var lab = NetworkLab.TwoUplinks();
        Tunnel(lab, "wg0");
        lab.Router.IpBatch("""
            rule add pref 32764 not fwmark 0xca6c table 51820
            rule add pref 32763 table main suppress_prefixlength 0
            route add default dev wg0 table 51820
            """);
        lab.Router.Nft(WireGuardRules);
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines(Spread));
        using var wire = LinkSniffer.Start(lab.Router, "wg0far");
        using var encrypted = new UdpBundle(lab.Router, 4, mark: WireGuardMark);
        using var flows = new UdpBundle(lab.Client, Flows);

        var (outer, first) = (encrypted.Ask(), flows.Ask());
        AssertShared(scenario, first);
        scenario.Agent.Reload().OrThrow();

        Assert.Equal(outer, encrypted.Ask());
        Assert.Equal(first, flows.Ask());
        Assert.DoesNotContain(null, outer);
        Assert.Empty(wire.Where(static frame => frame.Protocol == 17));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_tunnel_of_wg_quick_that_comes_later_takes_the_LAN_and_not_itself()
    {
        // K-03, kernel.md row 23: its rules land before ours, which is what a full tunnel is for; doctor names it.
        using var scenario = await Scenario.Start(Scenario.TwoLines(Spread));
        var lab = scenario.Lab;
        Tunnel(lab, "wg0");
        lab.Router.Nft(WireGuardRules);
        lab.Router.IpBatch("""
            route add default dev wg0 table 51820
            rule add not fwmark 0xca6c table 51820
            rule add table main suppress_prefixlength 0
            """);
        using var encrypted = new UdpBundle(lab.Router, 4, mark: WireGuardMark);
        using var flows = new UdpBundle(lab.Client, 8);
        using var wire = LinkSniffer.Start(lab.Router, "wg0far");

        var outer = encrypted.Ask();
        var inner = flows.Ask();
        scenario.Agent.Reload().OrThrow();

        Assert.DoesNotContain(null, outer);
        Assert.Equal(outer, encrypted.Ask());
        Assert.All(inner, Assert.Null);
        await Eventually.True(() => wire.Frames.Count >= 8, "the LAN's packets are in the tunnel");
        Assert.DoesNotContain(wire.Frames, static frame => frame.Protocol == 17
            && !frame.From!.ToString().StartsWith("10.", StringComparison.Ordinal));
        Assert.Contains("catch-all-rule", scenario.Agent.Cli("doctor").Output, StringComparison.Ordinal);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_exit_node_of_Tailscale_takes_the_LAN_while_it_is_on_and_gives_it_back()
    {
        // K-04
        using var scenario = await Scenario.Start(Scenario.TwoLines(Spread));
        var lab = scenario.Lab;
        Tunnel(lab, "tailscale0");
        lab.Router.Nft(TailscaleRules);
        lab.Router.IpBatch("""
            rule add pref 5210 fwmark 0x80000/0xff0000 table main
            rule add pref 5230 fwmark 0x80000/0xff0000 table default
            rule add pref 5250 fwmark 0x80000/0xff0000 unreachable
            rule add pref 5270 table 52
            route add 100.64.0.0/10 dev tailscale0 table 52
            """);
        using var flows = new UdpBundle(lab.Client, Flows);
        using var own = new UdpBundle(lab.Router, 4, mark: 0x80000);
        var (first, outer) = (flows.Ask(), own.Ask());
        AssertShared(scenario, first);
        Assert.DoesNotContain(null, outer);
        Assert.DoesNotContain("catch-all-rule", scenario.Agent.Cli("doctor").Output, StringComparison.Ordinal);

        lab.Router.Ip("route add default dev tailscale0 table 52");
        using (var wire = LinkSniffer.Start(lab.Router, "tailscale0far"))
        using (var captured = new UdpBundle(lab.Client, 8))
        {
            Assert.All(captured.Ask(), Assert.Null);
            await Eventually.True(() => wire.Frames.Count >= 8, "the LAN goes to the exit node");
        }

        Assert.Equal(outer, own.Ask());
        Assert.Contains("catch-all-rule", scenario.Agent.Cli("doctor").Output, StringComparison.Ordinal);
        lab.Router.Ip("route del default dev tailscale0 table 52");
        Assert.Equal(first, flows.Ask());
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Calico_with_its_own_mask_is_an_error_of_doctor_that_names_the_cure()
    {
        // K-36
        var lab = new LabBuilder().Lan().Isps(2).DhcpDefaults().Build();
        lab.Router.Ip("link add cali12ab up type veth peer name cali12abfar");
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines());

        var doctor = scenario.Agent.Cli("doctor");

        Assert.Contains("full-mask-connmark", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("0x00ff0000", doctor.Output, StringComparison.Ordinal);
        Assert.Equal(2, doctor.ExitCode);
    }

    private static void AssertShared(Scenario scenario, IReadOnlyList<IPEndPoint?> seen)
    {
        Assert.DoesNotContain(null, seen);
        foreach (var isp in scenario.Lab.Isps)
            Assert.InRange(seen.Count(end => isp.Owns(end!.Address)), Flows / 8, Flows);
    }

    /// <summary>A device that stands for the tunnel's; what is sent into it is seen at its other end.</summary>
    private static void Tunnel(NetworkLab lab, string name) => lab.Router.IpBatch($"""
        link add {name} up type veth peer name {name}far
        link set {name}far up
        link set {name} arp off
        addr add 10.200.0.2/32 dev {name}
        """);
}
