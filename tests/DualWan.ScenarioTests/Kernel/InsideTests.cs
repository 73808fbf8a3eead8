using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>What counts as inside: containers, guests of a hypervisor, bridges, helpers' data connections.</summary>
public sealed class InsideTests
{
    /// <summary>Docker's own rules for its default network, policy drop included, and doctor's way out.</summary>
    private const string DockerRules = """
        table ip nat {
            chain POSTROUTING { type nat hook postrouting priority srcnat;
                ip saddr 10.0.1.0/24 oifname != "lan1" masquerade
            }
        }
        table ip filter {
            chain DOCKER-USER {
                iifname "lan0" accept
                oifname "lan0" ct state established,related accept
            }
            chain FORWARD { type filter hook forward priority filter; policy drop;
                jump DOCKER-USER
                oifname "lan1" ct state established,related accept
                iifname "lan1" oifname != "lan1" accept
            }
        }
        """;

    /// <summary>libvirt's NAT network: ports of its own for UDP and TCP, nothing new from outside.</summary>
    private const string LibvirtRules = """
        table ip libvirt {
            chain POSTROUTING { type nat hook postrouting priority srcnat;
                ip saddr 10.0.1.0/24 ip daddr != 10.0.1.0/24 meta l4proto { tcp, udp } masquerade to :1024-65535
                ip saddr 10.0.1.0/24 ip daddr != 10.0.1.0/24 masquerade
            }
            chain FORWARD { type filter hook forward priority filter;
                oifname "lan1" ip daddr 10.0.1.0/24 ct state established,related accept
                iifname "lan1" ip saddr 10.0.1.0/24 accept
                oifname "lan1" reject
            }
        }
        """;

    [Theory]
    [InlineData("Docker", true)]
    [InlineData("Docker", false)]
    [InlineData("libvirt", true)]
    [InlineData("libvirt", false)]
    public async Task A_network_that_the_policy_does_not_name_is_balanced_and_fails_over_like_the_LAN(
        string whose, bool theyAreFirst)
    {
        // K-24, D6: lan1 stands for docker0 or virbr0
        var lab = new LabBuilder().Lan().Lan().Isps(2).DhcpDefaults().Build();
        var rules = whose == "Docker" ? DockerRules : LibvirtRules;
        if (theyAreFirst)
            lab.Router.Nft(rules);
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines());
        if (!theyAreFirst)
            lab.Router.Nft(rules);
        using var house = new UdpBundle(lab.Client, 20);
        using var guests = new UdpBundle(lab["lan1"], 20);
        var first = guests.Ask().Concat(house.Ask()).ToArray();
        Assert.DoesNotContain(null, first);
        Assert.Equal(2, first.Take(20).Select(static end => end!.Address).Distinct().Count());
        Assert.Equal(first, guests.Ask().Concat(house.Ask()));

        using var fault = lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");

        await Eventually.True(() => guests.Ask().Concat(house.Ask()).All(end =>
            end is not null && lab.Isp2.Owns(end.Address)), "all are on the other line");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Frames_between_two_ports_of_the_LAN_bridge_are_not_our_business()
    {
        // K-23, D7: br_netfilter shows bridged frames to the IP hooks, iif = oif = the bridge.
        var lab = new LabBuilder().Lan().Lan().Isps(2).DhcpDefaults().Build();
        lab.Router.IpBatch("""
            addr del 10.0.0.1/24 dev lan0
            addr del 10.0.1.1/24 dev lan1
            link add br0 up type bridge mcast_snooping 0
            link set lan0 master br0
            link set lan1 master br0
            addr add 10.0.0.1/24 brd + dev br0
            """);
        lab["lan1"].IpBatch("addr flush dev eth0\naddr add 10.0.0.77/24 dev eth0\nroute add default via 10.0.0.1\n");
        lab.Router.Sysctl(("net.bridge.bridge-nf-call-iptables", "1"));
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup()
            .Replace("lan0", "br0", StringComparison.Ordinal));
        using var neighbour = EchoServer.Start(lab["lan1"], EchoServer.DefaultPort);
        using var flow = await TcpFlow.Start(lab.Client, TcpFlowKind.Sender, "10.0.0.77");
        var stamp = System.Diagnostics.Stopwatch.GetTimestamp();

        using (lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            lab.Router.Run("conntrack", "-F"); // while resets are armed
            var before = flow.Received;
            await Eventually.True(() => flow.Received > before + 60, "the neighbours talk on");
            Assert.Empty(scenario.Measure(0.2).Lost);
        }

        Assert.Null(flow.First(TcpFlowEventKind.Broken, stamp));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task The_data_of_an_FTP_session_follows_its_control_connection_before_and_after_a_failover()
    {
        // K-21: the echo service says after the client what an FTP server would say, the kernel's helper believes it.
        var lab = new LabBuilder().Lan().Isps(2).EchoPorts(7, 21, 5000).DhcpDefaults().Build();
        lab.Router.Nft("""
            table inet helpers {
                ct helper ftp { type "ftp" protocol tcp; }
                chain pre { type filter hook prerouting priority filter;
                    tcp dport 21 ct helper set "ftp"
                }
            }
            """);
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines("""
            rules:
              - {protocol: tcp, dst-port: 21, uplink: isp2}
              - {protocol: tcp, dst-port: 5000, uplink: isp1}

            """));

        Assert.Equal((lab.Isp2, lab.Isp2), await Session(lab));
        using var fault = lab.Isp2.UpstreamDead();
        await scenario.UplinkIs("isp2", "down");
        Assert.Equal((lab.Isp1, lab.Isp1), await Session(lab));
        Assert.Equal(0, scenario.Leaked);
    }

    /// <summary>The line of a control connection and that of the data connection it announces.</summary>
    private static async Task<(Isp? Control, Isp? Data)> Session(NetworkLab lab)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var control = await LabSocket.Connect(
            lab.Client, IPEndPoint.Parse("192.0.2.80:21"), null, deadline.Token);
        var seen = await LabSocket.AskWho(control, deadline.Token);
        await control.SendAsync("227 Entering Passive Mode (192,0,2,80,19,136)\n"u8.ToArray(), deadline.Token);
        await control.ReceiveAsync(new byte[128], deadline.Token);
        var data = await LabSocket.WhoByTcp(lab.Client, IPEndPoint.Parse("192.0.2.80:5000"), TimeSpan.FromSeconds(3));
        return (lab.IspOf(seen.Address), data is null ? null : lab.IspOf(data.Address));
    }
}
