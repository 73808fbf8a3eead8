using System.Net;
using System.Net.Sockets;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>What the router says itself, and what is said to it: T-71, T-81 to T-84, T-92.</summary>
public sealed class RouterTrafficTests
{
    private const int MarkOption = 36;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly IPEndPoint Server = new(IPAddress.Parse("192.0.2.80"), EchoServer.DefaultPort);

    [Fact]
    public async Task Its_own_packets_carry_the_address_of_the_line_they_leave_by()
    {
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        var (router, second) = (scenario.Lab.Router, scenario.Lab.Isp2.PublicAddress);
        using var wires = new WanSniffers(scenario.Lab);

        // T-81, PF-08, PF-09: unmarked by the first, marked by the second; T-84, PR-20: bound to its address or device.
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, Who(router));
        Assert.Equal(second, Who(router, mark: 0x0200_0000));
        Assert.Equal(second, Who(router, source: second));
        Assert.True(Pinger.Send(router, "192.0.2.80", device: "wan2", timeout: 2000).AllAnswered);
        Assert.True(Pinger.Send(router, "192.0.2.80", source: second, timeout: 2000).AllAnswered);

        Assert.Equal("wan2", wires.LinesOf(
            static frame => frame.IcmpType == 8 && frame.To?.ToString() == "192.0.2.80"));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task Without_any_default_in_main_it_still_speaks_to_the_world()
    {
        // T-82, PF-09: RouterOS's own connections fail there; here rule 20900 answers them.
        var lab = new LabBuilder().Lan().Isps(2).Build();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup()
            .Replace("wan1}", "wan1, gateway: 203.0.113.1}", StringComparison.Ordinal)
            .Replace("wan2,", "wan2, gateway: 198.51.100.1,", StringComparison.Ordinal));

        Assert.Empty(scenario.Router.Ip("route show default").EnumerateArray());
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, Who(scenario.Lab.Router));
        Assert.Empty(scenario.Measure(0.1).Lost);
        using var fault = scenario.Lab.Isp1.LinkDown();
        await Eventually.True(() => Who(scenario.Lab.Router) == scenario.Lab.Isp2.PublicAddress, "by the other line");
    }

    [Theory]
    [InlineData("distance", 0)]
    [InlineData("pcc", 2)]
    [InlineData("ecmp", 0)]
    [InlineData("distance", 1)]
    public async Task Who_asks_it_by_either_address_is_answered_by_that_line(string balance, int reversePathFilter)
    {
        // T-71, EC-14; T-83, G-32; T-92, IS-01: a strict filter would drop what comes in by any line but the best.
        var policy = balance == "distance"
            ? Scenario.MainAndBackup()
            : Scenario.TwoLines($"balance: {{method: {balance}}}\n");
        var lab = new LabBuilder().Lan().Isps(2).DhcpDefaults().ReversePathFilter(reversePathFilter).Build();
        using var scenario = await Scenario.Start(lab, policy + "firewall: none\n");
        using var service = EchoServer.Start(lab.Router, 8090);
        using var wires = new WanSniffers(lab);
        foreach (var isp in lab.Isps)
        {
            var to = new IPEndPoint(IPAddress.Parse(isp.PublicAddress), 8090);
            for (var i = 0; i < 6; i++)
            {
                Assert.NotNull(await LabSocket.WhoByTcp(lab.Internet, to, Patience));
                Assert.NotNull(LabSocket.WhoByUdp(lab.Internet, to, Patience));
            }

            Assert.True(Pinger.Send(lab.Internet, isp.PublicAddress, count: 4, timeout: 2000).AllAnswered);
            Assert.Equal(isp.Interface, wires.LinesOf(frame => frame.SourcePort == 8090
                && frame.From?.ToString() == isp.PublicAddress));
        }

        Assert.Empty(scenario.Measure(0.1).Lost);
        Assert.Equal(0, scenario.Leaked);
        if (reversePathFilter == 1)
            Assert.Equal("2", lab.Router.Sysctl("net.ipv4.conf.wan2.rp_filter"));
    }

    /// <summary>The address that the server sees; null for no answer.</summary>
    private static string? Who(NetworkNamespace router, uint mark = 0, string? source = null)
    {
        using var socket = router.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(1, MarkOption, BitConverter.GetBytes(mark));
        if (source is not null)
            socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        var buffer = new byte[256];
        try
        {
            socket.SendTo("?"u8.ToArray(), Server);
            return LabSocket.ParseSeen(buffer.AsSpan(0, socket.Receive(buffer))).Address.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
