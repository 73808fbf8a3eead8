using System.Net;
using System.Net.Sockets;
using System.Text;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests;

/// <summary>What the router itself says about a packet of one line must not carry another line's address.</summary>
public sealed class StrangeErrorTests
{
    [Fact]
    public async Task An_error_about_a_packet_of_the_backup_does_not_leave_it_with_the_main_lines_address()
    {
        // The kernel asks table 7700 for the source (isp1), the pin sends the error back by isp2. A packet to an
        // address that a line has just lost is bounced in the same way.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup("firewall: none\n"));
        scenario.Lab.Isp2.Namespace.Ip("route add 10.0.0.0/24 via 198.51.100.2");
        scenario.Lab.Internet.Ip("route replace 10.0.0.0/24 via 10.255.2.2");
        using var socket = scenario.Lab.Internet.OpenSocket(
            AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var client = new IPEndPoint(IPAddress.Parse("10.0.0.10"), 9);
        socket.Ttl = 2;

        for (var i = 0; i < 5; i++)
            socket.SendTo(Encoding.ASCII.GetBytes("expires at the router"), client);

        await Eventually.True(() => scenario.Router.Counter("inet dualwan", "guard") > 0, "the guard stops the error");
        Assert.Equal(0, scenario.Leaked);
    }
}
