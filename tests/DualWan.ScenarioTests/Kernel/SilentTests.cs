using System.Net;
using System.Net.Sockets;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Kernel;

/// <summary>Lines that die silently: receivers are told, what nobody answers moves too, the last one waits.</summary>
public sealed class SilentTests
{
    [Fact]
    public async Task Five_hundred_connections_that_only_receive_are_all_reset()
    {
        // K-06, kernel.md row 32: none of them sends anything, so each must be poked.
        const int count = 500;
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var connections = await Connections.OpenMany(
            scenario.Lab.Client, count, timeout: TimeSpan.FromSeconds(20));
        Assert.Equal(count, connections.Held.Count);
        foreach (var held in connections.Held)
            await held.Socket.SendAsync("hold\n"u8.ToArray());
        await Eventually.True(() => connections.Held.All(static held => held.Socket.Available == 0), "all are still");

        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var ended = await Task.WhenAll(connections.Held.Select(held => Ended(held.Socket, deadline.Token)));

        Assert.Equal(count, ended.Count(static reset => reset));
        Assert.True(scenario.Router.Counter("inet dualwan", "rst") >= count);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task What_is_never_answered_moves_at_once_and_comes_back_by_drain()
    {
        // K-39: syslog, a VPN's keepalive
        using var scenario = await Scenario.Start(Scenario.MainAndBackup(
            "on-failback: {connections: drain, after: 1s}\n"));
        using var sink = scenario.Lab.Internet.Do(() => Bound("192.0.2.99", 514));
        using var phone = scenario.Lab.Client.Do(() => Bound("10.0.0.10", 5514));
        Assert.Equal(scenario.Lab.Isp1.PublicAddress, await Arrives(phone, sink, null));

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            await Arrives(phone, sink, scenario.Lab.Isp2.PublicAddress);
        }

        await scenario.UplinkIs("isp1", "up");
        await Arrives(phone, sink, scenario.Lab.Isp1.PublicAddress);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_phone_keeps_its_port_when_its_provider_was_first_on_the_idle_line()
    {
        // K-30, D20: a packet from outside must not leave an entry that takes the tuple the phone needs.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var provider = scenario.Lab.Internet.Do(() => Bound("192.0.2.99", 5060));
        using var phone = scenario.Lab.Client.Do(() => Bound("10.0.0.10", 5060));
        foreach (var isp in scenario.Lab.Isps)
            provider.SendTo("OPTIONS"u8.ToArray(), IPEndPoint.Parse($"{isp.PublicAddress}:5060"));

        Assert.Equal("203.0.113.2:5060", await From(phone, provider));
        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");

        await Eventually.ValueAsync(() => From(phone, provider), static seen => seen == "198.51.100.2:5060",
            "the same port on the other line");
    }

    [Fact]
    public async Task When_all_are_silent_nothing_is_flushed_and_whoever_returns_first_is_used()
    {
        // K-40, report 10
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        using var second = scenario.Lab.Isp2.UpstreamDead();
        await scenario.UplinkIs("isp2", "down");
        using var call = UdpFlow.Start(scenario.Lab.Client);
        await Eventually.True(() => call.Seen is not null, "the call stands");

        using (scenario.Lab.Isp1.UpstreamDead())
        {
            await scenario.UplinkIs("isp1", "down");
            Assert.Contains(scenario.Router.Conntrack("-p udp"), static line =>
                line.Contains("dst=192.0.2.80", StringComparison.Ordinal)
                && line.Contains("dst=203.0.113.2", StringComparison.Ordinal));
            second.Revert();
            await Eventually.True(() => call.Seen!.Address.ToString() == scenario.Lab.Isp2.PublicAddress,
                "the call goes on by the one that returned", 10);
            Assert.Empty(scenario.Measure(0.2).Lost);
        }

        await scenario.UplinkIs("isp1", "up");
        Assert.Equal(1.0, scenario.Measure(0.2).Share(scenario.Lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task A_card_that_tells_of_its_carrier_a_second_late_is_left_by_its_probes()
    {
        // K-38: no help from the kernel at first; worst detection by probes is 0.5 s here.
        var lab = new LabBuilder().Lan()
            .Isp(static isp => isp with { SlowCarrier = true }).Isp().DhcpDefaults().Build();
        using var scenario = await Scenario.Start(lab, Scenario.MainAndBackup());
        lab.Isp1.Flap(TimeSpan.FromMilliseconds(20)); // the next event within a second is late
        await scenario.UplinkIs("isp1", "up");
        using (lab.Isp1.LinkDown())
        {
            await scenario.UplinkIs("isp1", "down");
            var report = scenario.Measure(0.3);
            Assert.Empty(report.Lost);
            Assert.Equal(1.0, report.Share(lab.Isp2.PublicAddress));
        }

        await scenario.UplinkIs("isp1", "up", 20);
        Assert.Equal(1.0, scenario.Measure(0.3).Share(lab.Isp1.PublicAddress));
        Assert.Equal(0, scenario.Leaked);
    }

    private static Socket Bound(string address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = 500;
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        return socket;
    }

    private static async Task<bool> Ended(Socket socket, CancellationToken deadline)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[16], deadline) == 0;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends until a datagram arrives from <paramref name="line"/>; the line.</summary>
    private static async Task<string> Arrives(Socket from, Socket to, string? line) => (await Eventually.ValueAsync(
        () => From(from, to),
        seen => seen is not null && (line is null || seen.StartsWith(line + ":", StringComparison.Ordinal)),
        $"it arrives from {line ?? "anywhere"}", 10))!.Split(':')[0];

    /// <summary>Sends one datagram to where the other listens; from where it came, null when it did not.</summary>
    private static Task<string?> From(Socket from, Socket to) => Task.Run(() =>
    {
        EndPoint source = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (to.Available > 0)
                to.Receive(new byte[64]);
            from.SendTo("k"u8.ToArray(), to.LocalEndPoint!);
            to.ReceiveFrom(new byte[64], ref source);
            return source.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    });
}
