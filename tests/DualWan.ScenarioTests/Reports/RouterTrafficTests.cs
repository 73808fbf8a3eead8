using System.Net;
using DualWan.Lab.Topology;
using DualWan.ScenarioTests.Support;

namespace DualWan.ScenarioTests.Reports;

/// <summary>Group F: what the router itself sends, and one bad line that must not take the rest along.</summary>
public sealed class RouterTrafficTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_routers_own_queries_follow_a_failover()
    {
        // report 55: DNS times out after a failover though pings work; report 56: the router's own DNS and VPN stay on
        // the line with the least metric in main.
        using var scenario = await Scenario.Start(Scenario.MainAndBackup());
        scenario.AllLeaveBy(scenario.Lab.Isp1, scenario.Lab.Router);
        using var vpn = UdpFlow.Start(scenario.Lab.Router, port: 5000);
        await Eventually.True(() => vpn.Seen is not null, "the keepalive is answered");

        using var fault = scenario.Lab.Isp1.UpstreamDead();
        await scenario.UplinkIs("isp1", "down");

        scenario.AllLeaveBy(scenario.Lab.Isp2, scenario.Lab.Router);
        Assert.True(await Resolves(scenario, scenario.Lab.Router), "the router's own resolver");
        Assert.True(await Resolves(scenario, scenario.Lab.Client), "the client's");
        Assert.NotNull(await LabSocket.WhoByTcp(
            scenario.Lab.Router, new IPEndPoint(IPAddress.Parse("192.0.2.80"), 443), Patience));
        await Eventually.Value(() => vpn.Seen?.Address.ToString(),
            seen => seen == scenario.Lab.Isp2.PublicAddress, "the keepalive leaves by the backup", 10);
        Assert.Equal(0, scenario.Leaked);
    }

    [Fact]
    public async Task One_bad_line_never_breaks_the_rest()
    {
        // report 58: one policy for a disabled interface, nothing is installed and DNS is gone; report 80: a lease
        // without a router; report 85: an expired lease makes a NAT rule invalid, and no rule applies anywhere.
        var lab = new LabBuilder().Lan().Isps(2).DhcpDefaults().Isp().Build();
        lab.Isp2.AddressRemoved();
        using var scenario = await Scenario.Start(lab, """
            uplinks:
              ghost: {interface: wan9}
              leaseless: {interface: wan2}
              routerless: {interface: wan3}
              good: {interface: wan1}
            lan: {interfaces: [lan0]}
            nat: masquerade
            rules:
              - {dst-address: 192.0.2.0/24, protocol: udp, uplink: ghost}
              - {dst-address: 192.0.2.0/24, protocol: tcp, uplink: leaseless}

            """ + Scenario.QuickHealth);

        Assert.Equal(["no-address", "no-gateway", "no-interface"], scenario.Problems().Order());
        scenario.AllLeaveBy(lab.Isp1);
        scenario.AllLeaveBy(lab.Isp1, lab.Router);
        using var tcp = await Connections.OpenMany(lab.Client, 4);
        Assert.Equal(4, tcp.Held.Count);
        Assert.True(await Resolves(scenario, lab.Router));

        scenario.Agent.WritePolicy(File.ReadAllText(scenario.Agent.PolicyPath)
            .Replace("protocol: udp, uplink: ghost", "protocol: udp, uplink: good", StringComparison.Ordinal));
        scenario.Agent.Reload().OrThrow();
        scenario.AllLeaveBy(lab.Isp1);
        Assert.Equal(0, scenario.Leaked);
    }

    private static async Task<bool> Resolves(Scenario scenario, NetworkNamespace from)
    {
        // A question as a stub resolver sends it: id 7, recursion desired, A of "a.example".
        byte[] query = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, (byte)'a', 7, .. "example"u8, 0, 0, 1, 0, 1];
        using var socket = from.Do(() => LabSocket.FreshUdp(IPAddress.Any));
        await socket.SendToAsync(query, new IPEndPoint(IPAddress.Parse("9.9.9.9"), 53));
        using var deadline = new CancellationTokenSource(Patience);
        var answer = new byte[512];
        var before = scenario.Lab.Dns.Queries;
        return await socket.ReceiveAsync(answer, deadline.Token) > query.Length && before >= 0 && answer[1] == 7;
    }
}
