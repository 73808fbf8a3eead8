using System.Text;


namespace DualWan.Lab.Tests;

/// <summary>
/// A two-uplink router set up by hand with the ordinary tools: marks, policy rules, PCC by addresses 1:1, masquerade.
/// It stands for "some correct configuration" when the lab itself is what is tested.
/// </summary>
internal static class KernelLayout
{
    public static void Apply(NetworkLab lab, string hash = "ip saddr . ip daddr . th sport . th dport", bool nat = true)
    {
        lab.Router.Nft(Rules(lab, hash, nat));
        lab.Router.IpBatch(Routes(lab));
        lab.Router.Sysctl(("net.ipv4.ip_forward", "1"));
    }

    private static string Rules(NetworkLab lab, string hash, bool nat)
    {
        var uplinks = string.Join(", ", lab.Isps.Select(i => $"\"{i.Interface}\""));
        return $$"""
            table inet byhand {
                chain prerouting { type filter hook prerouting priority mangle + 10;
                    iifname { {{uplinks}} } return
                    ct mark != 0 meta mark set ct mark return
                    fib daddr type { local, broadcast, multicast } return
                    meta l4proto { tcp, udp } meta mark set jhash {{hash}} mod {{lab.Isps.Count}} offset 1
                    ct mark set meta mark
                }
                chain nat { type nat hook postrouting priority srcnat;
                    oifname { {{uplinks}} } {{(nat ? "masquerade" : "accept")}}
                }
            }
            """;
    }

    private static string Routes(NetworkLab lab)
    {
        var text = new StringBuilder();
        for (var k = 1; k <= lab.Isps.Count; k++)
        {
            var isp = lab.Isps[k - 1].Spec;
            text.AppendLine($"route add default via {isp.Gateway} dev {isp.Interface} table {7700 + k}");
            text.AppendLine($"rule add pref {20000 + k} fwmark {k} lookup {7700 + k}");
        }

        return text.ToString();
    }
}
