using System.Text;
using DualWan.Lab;

namespace DualWan.Testing;

/// <summary>
/// A multi-WAN router set up by hand with the ordinary tools: the layout of kernel.md section 3 (IPv4, any number of
/// equal uplinks). It stands for "some correct configuration" where the agent is not what is tested, and for the floor
/// that a plain kernel reaches without an agent.
/// </summary>
internal static class KernelLayout
{
    public static void Apply(NetworkLab lab, bool nat = true)
    {
        lab.Router.Nft(Rules(lab, nat));
        lab.Router.IpBatch(Routes(lab));
        lab.Router.Sysctl(("net.ipv4.ip_forward", "1"));
    }

    private static string Rules(NetworkLab lab, bool nat) => $$"""
        table inet byhand {
            set uplinks { type ifname; elements = { {{Each(lab, k => Quoted(lab, k))}} } }
            counter guard { }
            counter inval { }
            {{Lines(lab, Chains)}}
            chain prerouting { type filter hook prerouting priority mangle + 10;
                iifname vmap { {{Each(lab, k => $"{Quoted(lab, k)} : goto in{k}")}}, "lo" : accept }
                ct mark & 0xff000000 vmap { {{Each(lab, k => $"0x8{k}000000 : goto re{k}")}} }
                ct mark & 0xff000000 vmap { {{Each(lab, k => $"0xe{k}000000 : goto ri{k}")}} }
                ct state new goto classify
            }
            chain classify {
                meta mark & 0xff000000 != 0 return
                fib daddr type { local, broadcast, multicast } return
                meta l4proto { tcp, udp } jhash ip saddr . ip daddr . th sport . th dport mod {{lab.Isps.Count}} vmap {
                    {{Each(lab, k => $"{k - 1} : goto want{k}")}} }
                jhash ip saddr . ip daddr mod {{lab.Isps.Count}} vmap { {{Each(lab, k => $"{k - 1} : goto want{k}")}} }
            }
            chain output { type route hook output priority mangle + 10;
                meta mark != 0 return
                ct direction reply ct mark & 0xff000000 vmap { {{Each(lab, k => $"0xe{k}000000 : goto ri{k}")}} }
                ct direction original ct mark & 0xff000000 vmap { {{Each(lab, k => $"0x8{k}000000 : goto re{k}")}} }
            }
            chain forward { type filter hook forward priority filter - 5;
                ct state established accept
                oifname != @uplinks return
                ct state invalid counter name "inval" drop
            }
            chain postrouting { type filter hook postrouting priority mangle + 10;
                oifname vmap { {{Each(lab, k => $"{Quoted(lab, k)} : goto out{k}")}} }
            }
            chain nat { type nat hook postrouting priority srcnat;
                meta nfproto ipv4 oifname @uplinks {{(nat ? "masquerade" : "accept")}}
            }
            chain guard { type filter hook postrouting priority srcnat + 5;
                oifname . ct mark & 0x9f000000 { {{Each(lab, k => $"{Quoted(lab, k)} . 0x8{k}000000")}} } accept
                oifname @uplinks ct mark & 0xff000000 != 0 counter name "guard" drop
            }
        }
        """;

    // Pinned in, pinned out, wanted: the mark's highest byte, as kernel.md lays it out.
    private static string Chains(NetworkLab lab, int k) => $$"""
        chain in{{k}} { meta mark set meta mark and 0x00ffffff
            ct direction original ct mark & 0xff000000 == 0 ct mark set ct mark and 0x00ffffff or 0xe{{k}}000000; }
        chain ri{{k}} { meta mark set meta mark and 0x00ffffff or 0xe{{k}}000000; }
        chain re{{k}} { meta mark set meta mark and 0x00ffffff or 0x8{{k}}000000; }
        chain want{{k}} { meta mark set meta mark and 0x00ffffff or 0x0{{k}}000000; }
        chain out{{k}} {
            ct direction original ct mark & 0xff000000 == 0 ct mark set ct mark and 0x00ffffff or 0x8{{k}}000000; }
        """;

    private static string Routes(NetworkLab lab)
    {
        var text = new StringBuilder();
        for (var k = 1; k <= lab.Isps.Count; k++)
        {
            var isp = lab.Isps[k - 1].Spec;
            text.AppendLine($"nexthop add id {k} via {isp.Gateway} dev {isp.Interface} proto 215");
            text.AppendLine($"nexthop add id 10{k} group {k} proto 215");
            text.AppendLine($"route add default nhid 10{k} table 770{k} metric 10 proto 215");
            text.AppendLine($"route add unreachable default table 770{k} metric 4000000 proto 215");
            text.AppendLine($"rule add pref 2000{k} fwmark 0x8{k}000000/0x9f000000 lookup 770{k} protocol 215");
            text.AppendLine($"rule add pref 2020{k} oif {isp.Interface} lookup 770{k} protocol 215");
            text.AppendLine($"rule add pref 2050{k} fwmark 0x0{k}000000/0xff000000 lookup 770{k} protocol 215");
        }

        text.AppendLine("rule add pref 20100 lookup main suppress_prefixlength 0 protocol 215");
        return text.ToString();
    }

    private static string Quoted(NetworkLab lab, int k) => $"\"{lab.Isps[k - 1].Interface}\"";

    private static string Each(NetworkLab lab, Func<int, string> text) =>
        string.Join(", ", Enumerable.Range(1, lab.Isps.Count).Select(text));

    private static string Lines(NetworkLab lab, Func<NetworkLab, int, string> text) =>
        string.Join('\n', Enumerable.Range(1, lab.Isps.Count).Select(k => text(lab, k)));
}
