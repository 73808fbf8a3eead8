using System.Net;

namespace DualWan.Lab.Topology;

/// <summary>
/// The nftables rules of an ISP: what a provider's edge does (BCP 38), the counters that make a leak a number, and
/// the empty chains into which faults put their rules. Names are prefixed because nft takes many words for its own.
/// </summary>
internal static class IspRules
{
    /// <summary>The whole rule set, one transaction.</summary>
    public static string Text(IspSpec isp) => $$"""
        table inet lab {
            counter c_seen { }
            counter c_private { }
            counter c_foreign { }
            counter c_up { }
            counter c_down { }
            counter c_echo { }
            counter c_fault { }
            set own { type ipv4_addr; flags interval; elements = { {{Own(isp)}} } }
            set own6 { type ipv6_addr; flags interval; {{Own6(isp)}} }
            set private { type ipv4_addr; flags interval; elements = {
                10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16 } }
            set dead { type ipv4_addr; flags interval; }
            set dead6 { type ipv6_addr; flags interval; }
            chain f_silent { }
            chain f_icmp { }
            chain f_loss { }
            chain f_echo { }
            chain f_upstream { }
            chain f_output { }
            chain f_drop { counter name "c_fault" drop; }
            chain bcp38 {
                ip saddr @own return
                ip saddr 0.0.0.0 return
                ip6 saddr @own6 return
                ip6 saddr { ::, fe80::/10 } return
                ip saddr @private counter name "c_private" drop
                ip6 saddr fc00::/7 counter name "c_private" drop
                counter name "c_foreign" drop
            }
            chain h_customer { type filter hook prerouting priority -310; policy accept;
                iifname != "cust0" return
                counter name "c_seen"
                jump bcp38
                icmp type echo-request counter name "c_echo"
                icmpv6 type echo-request counter name "c_echo"
                jump f_silent
                jump f_icmp
                jump f_loss
                jump f_echo
            }
            chain h_forward { type filter hook forward priority 0; policy accept;
                jump f_upstream
                ip daddr @dead goto f_drop
                ip saddr @dead goto f_drop
                ip6 daddr @dead6 goto f_drop
                ip6 saddr @dead6 goto f_drop
                iifname "cust0" counter name "c_up"
                oifname "cust0" counter name "c_down"
            }
            chain h_output { type filter hook output priority 0; policy accept;
                jump f_output
            }
            chain h_towards { type filter hook postrouting priority 310; policy accept;
                oifname "cust0" jump f_silent
            }
        }
        table arp lab {
            chain f_in { }
            chain f_out { }
            chain h_in { type filter hook input priority 0; policy accept;
                iifname "cust0" jump f_in
            }
            chain h_out { type filter hook output priority 0; policy accept;
                oifname "cust0" jump f_out
            }
        }
        {{Nat(isp)}}
        """;

    /// <summary>The prefix whose sources may pass: behind a modem its inside network, else the ISP's block.</summary>
    private static string Own(IspSpec isp) => isp.NatAddress is null
        ? isp.Public + (IPNetwork.Parse(isp.Public).Contains(IPAddress.Parse(isp.RouterIp)) ? "" : $", {isp.RouterIp}")
        : IPNetwork.Parse(isp.RouterAddress).ToString();

    private static string Own6(IspSpec isp) => isp.Public6 is null ? "" : $"elements = {{ {isp.Public6} }}";

    private static string Nat(IspSpec isp) => isp.NatAddress is null ? "" : $$"""
        table ip lab {
            chain h_nat { type nat hook postrouting priority 100; policy accept;
                oifname "core0" snat to {{isp.NatAddress}}
            }
        }
        """;
}
