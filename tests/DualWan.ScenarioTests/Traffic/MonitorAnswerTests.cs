using System.Net;
using System.Net.Sockets;
using System.Text;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Traffic;

/// <summary>An answer that says no is no answer: T-104 to T-107, as the router's users see it.</summary>
public sealed class MonitorAnswerTests
{
    private const string Moved = "HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("http://192.0.2.80:8302/", "status 302")] // T-104, NW-06: a portal's redirection
    [InlineData("tcp:192.0.2.80:8303", "connection refused")] // T-105: refused
    [InlineData("tcp:192.0.2.66:80", "no answer")] // T-105: no answer
    [InlineData("dns:9.9.9.9/gone.example.com", "DNS error 3")] // T-106: no such name
    public async Task A_line_whose_monitor_says_no_is_down_and_nobody_uses_it(string monitor, string reason)
    {
        var lab = NetworkLab.TwoUplinks();
        lab.Dns.Set("gone.example.com");
        using var portal = Redirect(lab.Internet, 8302);
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup()
            .Replace("{interface: wan1}", $"{{interface: wan1, monitors: [\"{monitor}\"]}}", StringComparison.Ordinal));
        using var dead = lab.Isp1.AddressDead("192.0.2.66");

        await scenario.UplinkIs("isp1", "down");

        await Eventually.Value(
            () => scenario.Uplink("isp1").GetProperty("monitors")[0].GetProperty("reason").GetString(),
            said => said == reason, reason);
        var report = scenario.Measure(0.1);
        Assert.Empty(report.Lost);
        Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_line_whose_address_vanished_is_down_and_its_probes_stop()
    {
        // T-107, NW-11
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var wires = new WanSniffers(scenario.Lab);
        using (scenario.Lab.Isp1.AddressRemoved())
        {
            await scenario.UplinkIs("isp1", "down");
            wires.Clear();
            await Eventually.True(() => wires.Sent("wan2", IsPing).Count > 2, "probes of the other");
            Assert.Empty(wires.Sent("wan1", IsPing));
        }

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(0, scenario.Leaked);
    }

    private static bool IsPing(CapturedFrame frame) => frame.IcmpType == 8;

    /// <summary>Answers whatever it is asked with a redirection; ends with its socket.</summary>
    private static Socket Redirect(NetworkNamespace space, int port)
    {
        var listener = space.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(64);
        _ = Task.Run(async () =>
        {
            while (true)
                _ = Answer(await listener.AcceptAsync());
        });
        return listener;
    }
    private static async Task Answer(Socket accepted)
    {
        using var client = accepted;
        try
        {
            _ = await client.ReceiveAsync(new byte[4096]);
            await client.SendAsync(Encoding.ASCII.GetBytes(Moved));
            client.Shutdown(SocketShutdown.Send);
            _ = await client.ReceiveAsync(new byte[4096]);
        }
        catch (SocketException)
        {
            // A probe that was given up.
        }
    }
}
