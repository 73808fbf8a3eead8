using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Probing.Tests;

public sealed class StormLiveTests : IDisposable
{
    private readonly ProbeLab _lab = new();

    // Report 14 and K-13 at once: whatever is pulled away while rounds go out, the engine works when it is back, and
    // holds no more sockets than before.
    [Fact]
    public async Task Rounds_during_a_storm_of_lost_addresses_routes_and_devices_end_in_a_working_prober()
    {
        using var web = TestServers.Http(_lab.Isps[0], 80, "HTTP/1.1 200 OK\r\n\r\n");
        using var dns = TestServers.Udp(_lab.Isps[0], "8.8.8.8", q => TestServers.DnsAnswer(q, 0, "1.2.3.4"));
        var eight = IpAddress.Parse("8.8.8.8");
        var uplink = ProbeLab.Uplink(0, ProbeLab.Icmp("1.1.1.1"), ProbeLab.Icmp("2001:db8::1"),
            new MonitorTarget.Arp(null), new MonitorTarget.Tcp(eight, 80), new MonitorTarget.Dns(eight, "a.example"),
            new MonitorTarget.Http("http://1.1.1.1/"), new MonitorTarget.Gateway());
        await _lab.Round(uplink, 1);
        var sockets = OpenSockets();

        var random = new Random(5);
        for (var round = 1000; round < 1060; round++)
        {
            Break(random);
            _lab.Engine.SendRound("isp1", round, RoutedFamilies.Both);
            _lab.Engine.SendRound("isp1", round + 1000, RoutedFamilies.Both);
        }

        _lab.Router.TryIp("link del wan1");
        _lab.Connect(0);
        Assert.Contains(_lab.Results, r => r.Outcome == ProbeOutcome.NotSent);

        await _lab.RecoversWithin(uplink, 5000);
        Assert.Equal(sockets, OpenSockets());
    }

    private void Break(Random random)
    {
        switch (random.Next(6))
        {
            case 0: _lab.Router.TryIp("addr del 10.31.0.2/24 dev wan1"); break;
            case 1: _lab.Router.TryIp("addr add 10.31.0.2/24 dev wan1"); break;
            case 2: _lab.Router.TryIp("route del default table 7701 metric 10"); break;
            case 3: _lab.Router.TryIp("link set wan1 down"); break;
            case 4: _lab.Router.TryIp("link set wan1 up"); break;
            default:
                if (_lab.Router.TryIp("link del wan1").ExitCode == 0)
                    _lab.Connect(0);
                break;
        }
    }

    /// <summary>Raw and UDP sockets of the router: all of them the engine's.</summary>
    private int OpenSockets() => _lab.Router.Run("ss", "-wuaH").Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    public void Dispose() => _lab.Dispose();
}
