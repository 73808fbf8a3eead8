using System.Net;
using System.Net.Sockets;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>
/// A port forward of the owner's own (a dnat rule in another table) on both lines: answers leave by the line that the
/// question came in by, whatever balance and failover say. The policy's own port-forwards come in a later version.
/// </summary>
public sealed class ForeignPortForwardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string Forward = """
        table ip owner {
            chain pre { type nat hook prerouting priority dstnat; policy accept;
                fib daddr type local tcp dport 8443 dnat to 10.0.0.10:443
                fib daddr type local udp dport 8443 dnat to 10.0.0.10:443
            }
            chain post { type nat hook postrouting priority srcnat - 10; policy accept;
                ip saddr 10.0.0.0/24 ip daddr 10.0.0.10 masquerade
            }
        }
        """;

    [Theory]
    [InlineData("pcc")]
    [InlineData("ecmp")]
    public async Task Each_answer_leaves_by_the_line_its_question_came_in_by(string method)
    {
        // T-63, MA-24: a server's answer is never classified anew. T-85, N-18: both at once. T-86, MA-22: no bounce.
        using var scenario = await Start(Scenario.TwoLines($"balance: {{method: {method}}}\n"));
        var lab = scenario.Lab;
        using var server = EchoServer.Start(lab["lan0-1"], 443);
        using var wires = new WanSniffers(lab);
        foreach (var _ in Enumerable.Range(0, 8))
        {
            var both = await Task.WhenAll(lab.Isps.Select(isp => LabSocket.WhoByTcp(lab.Internet, To(isp), Patience)));
            Assert.All(both, static seen => Assert.Equal("192.0.2.1", seen?.Address.ToString()));
            Assert.All(lab.Isps, isp => Assert.NotNull(LabSocket.WhoByUdp(lab.Internet, To(isp), Patience)));
        }

        foreach (var isp in lab.Isps)
            Assert.Equal(isp.Interface, wires.LinesOf(frame => frame.From?.ToString() == isp.PublicAddress
                && frame.SourcePort == 8443));
        Assert.All(scenario.Router.Conntrack("-p tcp --dport 8443"), static entry =>
            Assert.Matches("mark=(3774873600|3791650816)", entry)); // 0xe1000000, 0xe2000000: came in by it
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_client_reaches_it_by_either_public_address_from_inside()
    {
        // T-87, N-17, G-54: hairpin, the masquerade for one's own network being the owner's too.
        using var scenario = await Start(Scenario.TwoLines());
        using var server = EchoServer.Start(scenario.Lab["lan0-1"], 443);
        using var wires = new WanSniffers(scenario.Lab);

        foreach (var isp in scenario.Lab.Isps)
        {
            var seen = await LabSocket.WhoByTcp(scenario.Lab["lan0-2"], To(isp), Patience);
            Assert.Equal("10.0.0.1", seen?.Address.ToString());
        }

        Assert.Equal("", wires.LinesOf(static frame => frame.DestinationPort is 8443 or 443));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task It_answers_on_the_standby_line_and_at_a_new_address()
    {
        // T-88, N-19: the line gets another address. By the standby line too: no question of who is preferred.
        using var scenario = await Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var server = EchoServer.Start(lab["lan0-1"], 443);
        Assert.NotNull(await LabSocket.WhoByTcp(lab.Internet, To(lab.Isp2), Patience));

        using var fault = lab.Isp2.AddressChanged("198.51.100.77/24");

        await Eventually.True(() => scenario.Router.Ip("rule show").EnumerateArray().Any(static rule =>
            rule.GetProperty("src").GetString() == "198.51.100.77"), "the agent has seen the address");
        Assert.NotNull(await LabSocket.WhoByTcp(lab.Internet, To(lab.Isp2), Patience));
        Assert.NotNull(await LabSocket.WhoByTcp(lab.Internet, To(lab.Isp1), Patience));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_question_by_a_line_stays_there_while_the_monitors_call_it_dead()
    {
        // T-85 with T-26: strict pins. Pings are blocked, the line is "down", whoever comes in by it is still answered.
        using var scenario = await Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var server = EchoServer.Start(lab["lan0-1"], 443);
        using var fault = lab.Isp1.IcmpDead();
        await scenario.UplinkIs("isp1", "down");

        Assert.NotNull(await LabSocket.WhoByTcp(lab.Internet, To(lab.Isp1), Patience));
        Assert.NotNull(await LabSocket.WhoByTcp(lab.Internet, To(lab.Isp2), Patience));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task An_error_about_a_question_carries_the_address_of_the_line_it_leaves_by()
    {
        // T-83, T-85: a traceroute to the standby line's address ends at the router, whose best line is the other.
        using var scenario = await Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        using var wires = new WanSniffers(lab);
        foreach (var isp in lab.Isps)
        {
            using var socket = lab.Internet.OpenSocket(
                AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Ttl = 2;
            socket.SendTo("?"u8.ToArray(), To(isp));
            await Eventually.True(() => wires.LinesOf(frame => frame.IcmpType == 11
                && frame.From?.ToString() == isp.PublicAddress) == isp.Interface, $"time exceeded, by {isp.Interface}");
        }

        Assert.Empty(wires.Foreign(lab));
        Assert.Equal(0, scenario.Leaked);
    }

    private static IPEndPoint To(Isp isp) => new(IPAddress.Parse(isp.PublicAddress), 8443);

    private static Task<Scenario> Start(string policy)
    {
        var lab = new LabBuilder().Lan(clients: 2).Isps(2).DhcpDefaults().Build();
        lab.Router.Nft(Forward);
        return Scenario.Start(lab, policy);
    }
}
