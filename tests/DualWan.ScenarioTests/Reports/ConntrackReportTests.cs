using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>
/// Group H: only what is dead is forgotten, and answers leave by the line that the question came in by.
/// </summary>
public sealed class ConntrackReportTests
{
    /// <summary>The pin of the first uplink; the agent's own probes (0x9f) are not in it.</summary>
    private const string PinnedToFirst = "-m 0x81000000/0x9f000000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Only_the_dead_lines_connections_are_forgotten()
    {
        // report 66 (flows pinned to the dead line for minutes), 68 (a dead line kills sessions between two LANs),
        // 72 (the flush itself broken for a release), 73 (the whole table flushed).
        var lab = new LabBuilder().Lan().Lan().Isps(2).DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Scenario.TwoLines()
            .Replace("[lan0]", "[lan0, lan1]", StringComparison.Ordinal));
        using var neighbour = EchoServer.Start(lab["lan1"], 7);
        using var inside = await Connections.OpenMany(lab.Client, 4, destinations: [lab.Spec.Lans[1].ClientIp(0)]);
        using var outside = await Connections.OpenMany(lab.Client, 32);
        using var call = UdpFlow.Start(lab.Client, DestinationOn(outside, lab.Isp1));
        await Eventually.Value(() => call.Seen?.Address.ToString(), seen => seen == lab.Isp1.PublicAddress, "the call");
        var alive = outside.Held.Count(held => held.Seen.Address.ToString() == lab.Isp2.PublicAddress);
        Assert.InRange(alive, 1, 31);
        Assert.True(scenario.Router.Conntrack(PinnedToFirst).Count > 32 - alive, "the pins that are about to go");

        using var fault = lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");

        await Eventually.Value(() => call.Seen!.Address.ToString(), seen => seen == lab.Isp2.PublicAddress,
            "the call goes on by the other line", 10);
        Assert.Equal(4, await inside.StillAlive(Patience));
        Assert.Equal(alive, await outside.StillAlive(Patience));
        await Eventually.Value(() => scenario.Router.Conntrack(PinnedToFirst).Count,
            static count => count == 0, "nothing is pinned to the dead line");
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Answers_leave_by_the_line_that_the_question_came_in_by()
    {
        // report 69 (echo replies leave by the other line), 70 (a port forward works on one line only), 71 (reply-to is
        // missing on some rules). The forward is somebody else's DNAT: the policy has none in this version.
        var lab = NetworkLab.TwoUplinks();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup());
        lab.Router.Nft($$"""
            table ip forwards {
                chain dstnat { type nat hook prerouting priority dstnat;
                    iifname "wan*" tcp dport 8080 dnat to {{lab.Spec.Lans[0].ClientIp(0)}}:7
                }
            }
            """);
        using var server = EchoServer.Start(lab.Client, 7);

        foreach (var isp in lab.Isps)
        {
            Assert.True(Pinger.Send(lab.Internet, isp.PublicAddress, 3).AllAnswered, $"ping by {isp.Name}");
            var seen = await LabSocket.WhoByTcp(
                lab.Internet, new IPEndPoint(IPAddress.Parse(isp.PublicAddress), 8080), Patience);
            Assert.True(seen is not null, $"the forward by {isp.Name}");
        }

        // And still while the preferred line is dead for everything that is new.
        using var fault = lab.Isp1.IcmpDead();
        await scenario.UplinkIs("isp1", "down");
        Assert.NotNull(await LabSocket.WhoByTcp(
            lab.Internet, new IPEndPoint(IPAddress.Parse(lab.Isp1.PublicAddress), 8080), Patience));
        Assert.Equal(0, scenario.Leaked);
    }

    private static string DestinationOn(Connections connections, Isp isp) =>
        connections.Held.First(held => held.Seen.Address.ToString() == isp.PublicAddress).To.Address.ToString();
}
