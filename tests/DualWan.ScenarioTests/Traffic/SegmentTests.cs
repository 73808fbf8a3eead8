using System.Net;
using System.Text;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>Single segments: their size (T-93, T-94), and those of no connection (T-80).</summary>
public sealed class SegmentTests
{
    private const string Server = "192.0.2.80";

    [Fact]
    public async Task The_size_of_segments_is_lowered_never_raised_and_never_invented()
    {
        // T-93, MA-19
        using var scenario = await Scenario.Start(Scenario.MainAndBackup()
            .Replace("{interface: wan1}", "{interface: wan1, mss: 1400}", StringComparison.Ordinal));
        using var wires = new WanSniffers(scenario.Lab);
        using var lan = LinkSniffer.Start(scenario.Lab.Router, "lan0");

        (int Port, ushort? Asked, int? Expected)[] offers =
            [(2001, 1460, 1400), (2002, 1300, 1300), (2003, null, null)];
        foreach (var (port, asked, expected) in offers)
        {
            RawTcp.Send(scenario.Lab.Client, Server, port, EchoServer.DefaultPort, RawTcp.Syn, asked);
            var left = await Eventually.Value(() => wires.Sent("wan1", frame => IsSyn(frame, port)),
                static frames => frames.Count > 0, "the SYN leaves");
            Assert.Equal((port, expected), (port, RawTcp.MssOf(left[0])));
        }

        // The server's own offer, for the way back.
        var answer = await Eventually.Value(() => lan.Where(static frame =>
            frame is { Outgoing: true, TcpFlags: RawTcp.Syn | RawTcp.Ack, DestinationPort: 2001 }),
            static frames => frames.Count > 0, "the SYN|ACK arrives");
        Assert.Equal(1400, RawTcp.MssOf(answer[0]));
    }

    [Fact]
    public async Task A_line_of_1492_bytes_behind_a_black_hole_carries_large_transfers_both_ways()
    {
        // T-94, G-61: PPPoE after a failover from an Ethernet line; nobody tells the sender what is too big.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var lab = scenario.Lab;
        lab.Router.Ip("link set wan2 mtu 1492");
        using var hole = lab.Isp2.SmallMtu(1492, icmp: false);
        using var fault = lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        await Eventually.True(() => lab.Router.Run("nft", "list", "table", "inet", "dualwan").Output
            .Contains("maxseg size set 1452", StringComparison.Ordinal), "the agent has seen the size");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(8));

        using var socket = await LabSocket.Connect(
            lab.Client, new IPEndPoint(IPAddress.Parse(Server), EchoServer.DefaultPort), null, deadline.Token);
        Assert.Equal(lab.Isp2.PublicAddress, (await LabSocket.AskWho(socket, deadline.Token)).Address.ToString());
        var line = Encoding.ASCII.GetBytes(new string('x', 200_000) + "\n");
        var sending = socket.SendAsync(line, deadline.Token).AsTask();
        var received = 0;
        var buffer = new byte[65536];
        while (received < line.Length)
        {
            var length = await socket.ReceiveAsync(buffer, deadline.Token);
            Assert.NotEqual(0, length);
            received += length;
        }

        Assert.Equal(line.Length, await sending);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("router")]
    public async Task Segments_of_no_connection_never_leave_with_a_private_source(string firewall)
    {
        // T-80, N-16: what conntrack calls invalid passes NAT untouched (kernel.md row 12: six of six leaked).
        using var scenario = await Scenario.Start(Scenario.MainAndBackup($"firewall: {firewall}\n"));
        using var wires = new WanSniffers(scenario.Lab);
        byte[] kinds = [RawTcp.Ack, RawTcp.Fin | RawTcp.Ack, RawTcp.Reset, RawTcp.Reset | RawTcp.Ack, RawTcp.Fin,
            RawTcp.Syn | RawTcp.Ack, 0];

        for (var i = 0; i < kinds.Length; i++)
            RawTcp.Send(scenario.Lab.Client, Server, 3000 + i, 9, kinds[i]);
        RawTcp.Send(scenario.Lab.Client, Server, 3100, EchoServer.DefaultPort, RawTcp.Syn);

        await Eventually.True(
            () => wires.Sent("wan1", static frame => IsSyn(frame, 3100)).Count > 0, "the last one leaves");
        Assert.Empty(wires.Private());
        Assert.Equal(0, scenario.Leaked);
        Assert.True(scenario.Router.Counter("inet dualwan", "inval") >= 5, "and each was dropped by the router");
    }

    private static bool IsSyn(CapturedFrame frame, int port) =>
        frame.TcpFlags == RawTcp.Syn && frame.SourcePort == port;
}
