using DualWan.Core.Config;
using DualWan.Core.Net;
using Xunit;

namespace DualWan.Policy.Tests;

/// <summary>What each kind of policy becomes, written by hand. Tables read: distance:uplink*weight, ! where
/// unchecked.</summary>
public sealed class LoweringTests
{
    private const string Bypass = "prerouting dst-type=local|broadcast|multicast -> accept\n";

    private const string Two = """
        uplinks:
          isp1: {interface: wan1}
          isp2: {interface: wan2}
        lan: {interfaces: [lan0]}
        nat: masquerade

        """;

    [Fact]
    public void One_uplink_balances_nothing()
    {
        var config = Load.Config("uplinks: {isp1: {interface: wan1, nat: masquerade}}");
        Assert.Equal("""
            unmarked unmarked: 1:isp1
            isp1 preferred(isp1): 1:isp1
            isp1-only strict(isp1): 1:isp1!

            """, ConfigText.Tables(config));
        Assert.Equal(Bypass, ConfigText.Mangle(config));
        Assert.Equal("srcnat out=wan1 masquerade\n", ConfigText.Nat(config));
        Assert.Equal(BalanceMethod.None, config.Settings.Balance);
        Assert.Equal(["1.1.1.1", "8.8.8.8", "9.9.9.9"], config.Monitors.Select(static m => m.Value.Target.ToString()));
    }

    [Fact]
    public void Two_equal_uplinks_share_by_two_buckets()
    {
        var config = Load.Config(Two);
        Assert.Equal("""
            unmarked unmarked: 1:isp1 2:isp2
            isp1 preferred(isp1): 1:isp1 2:isp2
            isp1-only strict(isp1): 1:isp1!
            isp2 preferred(isp2): 1:isp2 2:isp1
            isp2-only strict(isp2): 1:isp2!

            """, ConfigText.Tables(config));
        Assert.Equal(Bypass + """
            prerouting in-list=!wan state=new pcc=both-addresses:2/0 -> isp1
            prerouting in-list=!wan state=new pcc=both-addresses:2/1 -> isp2

            """, ConfigText.Mangle(config));
        Assert.Equal(BalanceMethod.Pcc, config.Settings.Balance);
        Assert.Equal(
            ["WAN wan1", "WAN wan2", "LAN lan0"],
            config.InterfaceListMembers.Select(static member => $"{member.Value.List} {member.Value.Interface}"));
        Assert.True(config.Settings.Pins);
    }

    [Theory]
    [InlineData("3", "1", 3, 1)]
    [InlineData("6", "2", 3, 1)]
    [InlineData("255", "255", 1, 1)]
    public void T_62_weights_are_buckets_in_lowest_terms(string first, string second, int buckets1, int buckets2)
    {
        var config = Load.Config($$"""
            uplinks:
              isp1: {interface: wan1, weight: {{first}}}
              isp2: {interface: wan2, weight: {{second}}}
            """);
        var sum = buckets1 + buckets2;
        var expected = Enumerable.Range(0, sum)
            .Select(i => (Bucket: i, Uplink: i < buckets1 ? "isp1" : "isp2"))
            .Select(b => $"prerouting in-list=!wan state=new pcc=both-addresses:{sum}/{b.Bucket} -> {b.Uplink}\n");
        Assert.Equal(Bypass + string.Concat(expected), ConfigText.Mangle(config));
    }

    [Fact]
    public void Bandwidth_stands_for_the_weight()
    {
        Assert.Equal([10, 1], Weights("bandwidth: 500M/50M", "bandwidth: 50M"));
        Assert.Equal([3, 2], Weights("bandwidth: 1.5G/1G", "bandwidth: 1000M/1M"));
        Assert.Equal([255, 1], Weights("bandwidth: 1000G", "bandwidth: 1k"));
        Assert.Equal([7, 1], Weights("bandwidth: 500M, weight: 7", "bandwidth: 50M"));
        Assert.Equal([1, 1], Weights("bandwidth: 500M", "distance: 1"));
        // Each distance has a ratio of its own.
        Assert.Equal([1, 1], Weights("bandwidth: 500M", "bandwidth: 50M, distance: 2"));
    }

    [Fact]
    public void Active_active_passive_shares_two_and_keeps_the_third_behind()
    {
        var config = Load.Config("""
            uplinks:
              a: {interface: wan1, weight: 3}
              b: {interface: wan2}
              c: {interface: wan3, distance: 2}
              d: {interface: wan4, distance: 2, weight: 2}
            """);
        Assert.Equal("""
            unmarked unmarked: 1:a 2:b 3:c 4:d
            a preferred(a): 1:a 2:b 3:c 3:d*2
            a-only strict(a): 1:a!
            b preferred(b): 1:b 2:a 3:c 3:d*2
            b-only strict(b): 1:b!
            c preferred(c): 1:c 2:d 3:a*3 3:b
            c-only strict(c): 1:c!
            d preferred(d): 1:d 2:c 3:a*3 3:b
            d-only strict(d): 1:d!

            """, ConfigText.Tables(config));
        Assert.Equal(5, config.Mangle.Count);
    }

    [Fact]
    public void Three_in_one_tier_spread_a_dead_ones_share_by_weight()
    {
        var config = Load.Config("""
            uplinks:
              a: {interface: wan1}
              b: {interface: wan2, weight: 2}
              c: {interface: wan3, weight: 3}
            """);
        Assert.Equal("""
            unmarked unmarked: 1:a 2:b 3:c
            a preferred(a): 1:a 2:b*2 2:c*3
            a-only strict(a): 1:a!
            b preferred(b): 1:b 2:a 2:c*3
            b-only strict(b): 1:b!
            c preferred(c): 1:c 2:a 2:b*2
            c-only strict(c): 1:c!

            """, ConfigText.Tables(config));
    }

    [Fact]
    public void A_metered_uplink_stands_behind_the_others_of_its_distance()
    {
        var config = Load.Config("""
            uplinks:
              lte: {interface: wwan0, metered: yes}
              fibre: {interface: wan1}
            """);
        Assert.StartsWith("unmarked unmarked: 1:fibre 2:lte\n", ConfigText.Tables(config));
        Assert.Equal(Bypass, ConfigText.Mangle(config));
    }

    [Fact]
    public void Rules_become_marks_in_their_order_before_the_balance()
    {
        var config = Load.Config(Two + """
            address-lists:
              via: [192.168.1.2-192.168.1.100, 192.168.2.0/24, 2001:db8::/32]
              v6: []
            rules:
              - {src-address-list: via, uplink: isp1, comment: the printers}
              - {protocol: tcp, dst-port: "443,8000-8100", uplink: isp2}
              - {src-address: 192.168.1.254, uplink: isp2, failover: no}
              - {dst-address: "!203.0.113.0/24", uplink: [isp2, isp1]}
              - {dst-address-list: "!via", uplink: [isp2, isp1], failover: no}
              - {in-interface: tun0, uplink: [isp2]}
              - {in-interface: "!tun0", dscp: 46, uplink: [isp1], failover: no}
              - {protocol: "!udp", uplink: none}
              - {protocol: 17, port: [53, "5060-5061"], uplink: isp1, on-failover: move}
            """);
        Assert.Equal(Bypass + """
            prerouting src-list=via in-list=!wan state=new -> isp1
            prerouting proto=6 dport=443,8000-8100 in-list=!wan state=new -> isp2
            prerouting src=192.168.1.254 in-list=!wan state=new -> isp2-only
            prerouting dst=!203.0.113.0/24 in-list=!wan state=new -> isp2+isp1
            prerouting dst-list=!via in-list=!wan state=new -> isp2+isp1-only
            prerouting in=tun0 state=new -> isp2
            prerouting in=!tun0 in-list=!wan dscp=46 state=new -> isp1-only
            prerouting proto=!17 in-list=!wan state=new -> refuse
            prerouting proto=17 port=53,5060-5061 in-list=!wan state=new -> isp1 on-failover=move
            prerouting in-list=!wan state=new pcc=both-addresses:2/0 -> isp1
            prerouting in-list=!wan state=new pcc=both-addresses:2/1 -> isp2

            """, ConfigText.Mangle(config));
        Assert.Equal("rule 1 (dualwan.yaml:10:5)", config.Mangle[1].Origin.ToString());
        Assert.Equal("the printers", config.Mangle[1].Comment);
        Assert.Equal(
            ["192.168.1.2-192.168.1.100", "192.168.2.0/24", "2001:db8::/32"],
            config.AddressLists.Select(static entry => entry.Value.Address.ToString()));
        Assert.Equal("""
            isp2+isp1 preference(isp2+isp1): 1:isp2 2:isp1
            isp2+isp1-only preference(isp2+isp1-only, only): 1:isp2 2:isp1
            refuse refuse:

            """, string.Join('\n', ConfigText.Tables(config).Split('\n')[5..]));
    }

    [Fact]
    public void A_list_of_uplinks_goes_on_with_the_tiers_that_it_does_not_name()
    {
        var config = Load.Config("""
            uplinks:
              a: {interface: wan1, weight: 2}
              b: {interface: wan2}
              c: {interface: wan3}
              d: {interface: wan4, distance: 2}
            rules:
              - {src-address: 10.0.0.1, uplink: [d, b]}
              - {src-address: 10.0.0.2, uplink: [d, b]}
            """);
        Assert.Equal("d+b preference(d+b): 1:d 2:b 3:a*2 3:c", ConfigText.Tables(config).Split('\n')[9]);
        Assert.Equal(10, config.Tables.Count);
    }

    [Fact]
    public void Method_none_leaves_it_to_the_unmarked_table()
    {
        var config = Load.Config(Two + "balance: {method: none}");
        Assert.Equal(Bypass, ConfigText.Mangle(config));
        Assert.Equal(BalanceMethod.None, config.Settings.Balance);
    }

    [Fact]
    public void T_66_nth_takes_one_of_what_is_left_and_then_the_rest()
    {
        var config = Load.Config("""
            uplinks:
              a: {interface: wan1, weight: 2}
              b: {interface: wan2, weight: 1}
            balance: {method: nth}
            """);
        Assert.Equal(Bypass + """
            prerouting in-list=!wan state=new nth=3,1 -> a
            prerouting in-list=!wan state=new nth=2,1 -> a
            prerouting in-list=!wan state=new -> b

            """, ConfigText.Mangle(config));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", per-connection-classifier: src-address", false)]
    [InlineData(", per-connection-classifier: both-addresses-and-ports", true)]
    [InlineData(", per-connection-classifier: src-port", true)]
    public void Ecmp_has_one_table_and_hashes_ports_where_the_classifier_does(string classifier, bool ports)
    {
        var config = Load.Config($$"""
            uplinks:
              a: {interface: wan1, weight: 3}
              b: {interface: wan2}
              c: {interface: wan3, distance: 9}
            balance: {method: ecmp{{classifier}}}
            """);
        Assert.Equal(Bypass + "prerouting in-list=!wan state=new -> ecmp\n", ConfigText.Mangle(config));
        Assert.Contains("ecmp preference(ecmp): 1:a*3 1:b 2:c\n", ConfigText.Tables(config));
        Assert.Equal(ports, config.Settings.HashPorts);
    }

    [Fact]
    public void Another_classifier_for_what_is_not_tcp_comes_after_tcps()
    {
        var config = Load.Config(
            Two + "balance: {per-connection-classifier: both-addresses-and-ports, other: src-address}");
        Assert.Equal(Bypass + """
            prerouting proto=6 in-list=!wan state=new pcc=both-addresses-and-ports:2/0 -> isp1
            prerouting proto=6 in-list=!wan state=new pcc=both-addresses-and-ports:2/1 -> isp2
            prerouting in-list=!wan state=new pcc=src-address:2/0 -> isp1
            prerouting in-list=!wan state=new pcc=src-address:2/1 -> isp2

            """, ConfigText.Mangle(config));
    }

    [Theory]
    [InlineData("src-address")]
    [InlineData("dst-address")]
    [InlineData("both-addresses")]
    [InlineData("src-port")]
    [InlineData("dst-port")]
    [InlineData("both-ports")]
    [InlineData("src-address-and-port")]
    [InlineData("dst-address-and-port")]
    [InlineData("both-addresses-and-ports")]
    public void Every_field_set_of_RouterOS_is_known(string fields)
    {
        var config = Load.Config(Two + $"balance: {{per-connection-classifier: {fields}}}");
        Assert.Contains($"pcc={fields}:2/1", ConfigText.Mangle(config));
    }

    [Fact]
    public void PR_04_router_balance_says_it_all_again_for_output_without_interfaces()
    {
        var config = Load.Config(Two + """
            router: balance
            rules:
              - {in-interface: tun0, uplink: isp1}
              - {dst-address: 192.0.2.1, uplink: isp1}
            """);
        Assert.Equal("""
            output dst-type=local|broadcast|multicast -> accept
            output dst=192.0.2.1 state=new -> isp1
            output state=new pcc=both-addresses:2/0 -> isp1
            output state=new pcc=both-addresses:2/1 -> isp2

            """, string.Join('\n', ConfigText.Mangle(config).Split('\n')[5..]));
        Assert.Equal(RouterTraffic.Balance, config.Settings.Router);
    }

    [Fact]
    public void Seed_003_a_host_without_LAN_whose_two_lines_share_a_subnet_and_a_gateway()
    {
        const string text = """
            uplinks:
              cable: {interface: eth0, gateway: 192.168.1.1}
              wifi:  {interface: wlan0, gateway: 192.168.1.1, distance: 2}
            """;
        Assert.Equal("", Load.Diagnostics(text));
        var config = Load.Config(text);
        Assert.StartsWith("unmarked unmarked: 1:cable 2:wifi\n", ConfigText.Tables(config));
        Assert.Equal("", ConfigText.Nat(config));
        Assert.Equal("", ConfigText.Filter(config));
        Assert.Equal(FirewallProfile.None, config.Settings.Firewall);
        var gateway = new UplinkGateway.Fixed(IpAddress.Parse("192.168.1.1"));
        Assert.All(config.Uplinks, uplink => Assert.Equal(gateway, uplink.Value.Gateway));
    }

    [Fact]
    public void FW_03_the_router_firewall_is_the_baseline()
    {
        var config = Load.Config("""
            uplinks:
              isp1: {interface: wan1, nat: 203.0.113.7}
              isp2: {interface: wan2, nat: no}
            lan: {interfaces: [lan0]}
            nat: masquerade
            """);
        Assert.Equal("""
            input state=established|related|untracked accept
            input state=invalid drop
            input proto=1 accept
            input proto=58 accept
            input proto=17 dport=68 accept
            input proto=17 dport=546 accept
            input in-list=wan state=new drop
            forward out=wan1 state=invalid drop
            forward in-list=wan state=new !dst-natted drop

            """, ConfigText.Filter(config));
        Assert.Equal("srcnat out=wan1 src-nat 203.0.113.7\n", ConfigText.Nat(config));
    }

    [Fact]
    public void Settings_say_what_was_written()
    {
        var config = Load.Config(Two + """
            ipv6: block
            firewall: none
            on-failover: {connections: keep}
            on-failback: {connections: drain, after: 1h30m}
            health:
              {interval: 500ms, timeout: 200ms, confirm-interval: 50ms, failures: 2, recoveries: 7,
               standby-interval: 1m, up-when: 2, max-loss: 2.5%, max-rtt: 1s}
            """);
        Assert.Equal(IPv6Policy.Block, config.Settings.IPv6);
        Assert.Equal(FirewallProfile.None, config.Settings.Firewall);
        Assert.Empty(config.Filter);
        Assert.Equal(OnFailover.Keep, config.Settings.OnFailover);
        Assert.Equal(OnFailback.Drain, config.Settings.OnFailback);
        Assert.Equal(TimeSpan.FromMinutes(90), config.Settings.DrainAfter);
        Assert.All(config.Uplinks, static uplink => Assert.Equal(
            new HealthSettings
            {
                Interval = TimeSpan.FromMilliseconds(500),
                Timeout = TimeSpan.FromMilliseconds(200),
                ConfirmInterval = TimeSpan.FromMilliseconds(50),
                Failures = 2,
                Recoveries = 7,
                StandbyInterval = TimeSpan.FromMinutes(1),
                UpWhen = new UpWhen(2),
                MaxLoss = 2.5,
                MaxRtt = TimeSpan.FromSeconds(1),
            },
            uplink.Value.Health));
    }

    [Fact]
    public void An_uplinks_health_stands_over_the_common_one()
    {
        var config = Load.Config("""
            uplinks:
              isp1: {interface: wan1, health: {failures: 9, timeout: auto, up-when: all}}
              isp2: {interface: wan2}
            health: {failures: 2, timeout: 200ms, interval: 2s}
            """);
        var own = config.Uplinks[0].Value.Health;
        Assert.Equal((9, null, UpWhen.All, TimeSpan.FromSeconds(2)), (own.Failures, own.Timeout, own.UpWhen, own.Interval));
        var common = config.Uplinks[1].Value.Health;
        Assert.Equal((2, TimeSpan.FromMilliseconds(200)), (common.Failures, common.Timeout));
    }

    [Fact]
    public void Every_key_of_an_uplink_arrives()
    {
        var config = Load.Config("""
            uplinks:
              dsl:
                interface: ppp0
                gateway: none
                weight: 3
                bandwidth: 500M/50M
                distance: 4
                metered: yes
                nat: no
                mss: 1400
                failback: manual
                monitors: tcp:1.0.0.1:443
            nat: masquerade
            """);
        var expected = new Uplink
        {
            Name = "dsl",
            Interface = "ppp0",
            Gateway = UplinkGateway.None.Instance,
            Weight = 3,
            Bandwidth = new Bandwidth(500_000_000, 50_000_000),
            Distance = 4,
            Metered = true,
            Nat = UplinkNat.None.Instance,
            Mss = new UplinkMss.Fixed(1400),
            Failback = Failback.Manual.Instance,
        };
        Assert.Equal(expected, config.Uplinks[0].Value);
        Assert.Equal("uplink dsl (dualwan.yaml:2:3)", config.Uplinks[0].Origin.ToString());
        Assert.Equal("monitor tcp:1.0.0.1:443 of uplink dsl (dualwan.yaml:12:15)", config.Monitors[0].Origin.ToString());
    }

    [Fact]
    public void Every_kind_of_monitor_is_read_and_written_alike()
    {
        string[] monitors =
        [
            "1.1.1.1", "2606:4700:4700::1111", "gateway", "arp:gateway", "arp:192.168.1.2", "tcp:1.0.0.1:443",
            "tcp:[2001:db8::1]:53", "http://example.com/generate_204", "https://192.0.2.1:8443/x?y=1",
            "dns:9.9.9.9/example.com",
            "dns:[2620:fe::fe]/_sip._udp.example.com",
        ];
        var list = string.Join(", ", monitors.Select(static monitor => $"\"{monitor}\""));
        var config = Load.Config($"uplinks: {{isp1: {{interface: wan1, monitors: [{list}]}}}}");
        Assert.Equal(monitors, config.Monitors.Select(static monitor => monitor.Value.Target.ToString()));
    }

    [Fact]
    public void Lowering_the_same_text_twice_gives_equal_configurations()
    {
        const string text = Two + "rules: [{src-address: 10.0.0.1, uplink: [isp1, isp2]}]";
        Assert.Equal(Load.Config(text).Mangle, Load.Config(text).Mangle);
        Assert.Equal(Load.Config(text), Load.Config(text));
    }

    private static int[] Weights(string first, string second)
    {
        var config = Load.Config($$"""
            uplinks:
              isp1: {interface: wan1, {{first}}}
              isp2: {interface: wan2, {{second}}}
            """);
        return [.. config.Uplinks.Select(static uplink => uplink.Value.Weight)];
    }
}
