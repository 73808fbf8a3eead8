using System.Collections.Concurrent;
using DualWan.Core;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Lab;
using DualWan.Testing;

namespace DualWan.Probing.Tests;

/// <summary>
/// A router with two uplinks, each to an ISP namespace of its own that answers as the internet (1.1.1.1, 8.8.8.8,
/// 2001:db8::1), and an engine that runs inside the router. The router has the strict tables and rules of the layout.
/// </summary>
internal sealed class ProbeLab : IDisposable
{
    private readonly ConcurrentQueue<ProbeResult> _results = new();
    private ProbeEngine? _engine;
    private ProbeEngineOptions? _options;

    public ProbeLab()
    {
        Router = NetworkNamespace.Anonymous();
        Isps = [NetworkNamespace.Anonymous(), NetworkNamespace.Anonymous()];
        foreach (var space in (NetworkNamespace[])[Router, .. Isps])
            space.Sysctl(("net.ipv6.conf.default.accept_dad", "0"));
        Router.Ip("link set lo up");
        Router.Ip("rule add pref 20100 lookup main suppress_prefixlength 0");
        Router.Ip("-6 rule add pref 20100 lookup main suppress_prefixlength 0");
        for (var i = 0; i < Isps.Length; i++)
        {
            PrepareIsp(i);
            Connect(i);
        }
    }

    public NetworkNamespace Router { get; }

    public NetworkNamespace[] Isps { get; }

    public ProbeEngine Engine => _engine ??= Router.Do(() => new ProbeEngine(_results.Enqueue, _options));

    /// <summary>Setting them ends the engine; the next one has them.</summary>
    public ProbeEngineOptions? Options
    {
        get => _options;
        set
        {
            _engine?.Dispose();
            (_engine, _options) = (null, value);
        }
    }

    public IReadOnlyList<ProbeResult> Results => [.. _results];

    /// <summary>Cables uplink i (wan1, wan2), with addresses, strict table and rule.</summary>
    public void Connect(int i)
    {
        var (wan, net, table) = ($"wan{i + 1}", 31 + i, 7701 + i);
        Router.IpBatch($"link add {wan} type veth peer name line\nlink set line netns {Isps[i].Path}\n");
        Isps[i].IpBatch($"link set line up\naddr add 10.{net}.0.1/24 dev line\naddr add fd{net}::1/64 dev line nodad\n"
            + $"route replace 10.99.0.0/16 via 10.{net}.0.2\n");
        Router.IpBatch($"link set {wan} up\naddr add 10.{net}.0.2/24 dev {wan}\n"
            + $"addr add fd{net}::2/64 dev {wan} nodad\n");
        AddStrictRoutes(i);
        foreach (var family in (string[])["", "-6 "])
        {
            Router.TryIp($"{family}rule del pref {20201 + i}");
            Router.Ip($"{family}rule add pref {20201 + i} oif {wan} lookup {table}");
        }
    }

    /// <summary>As the agent makes them: groups of one nexthop per family, the connected prefix, and a tail.</summary>
    public void AddStrictRoutes(int i)
    {
        var (wan, net, table, id) = ($"wan{i + 1}", 31 + i, 7701 + i, (10 * i) + 1);
        Router.IpBatchForced($"nexthop replace id {id} via 10.{net}.0.1 dev {wan}\n"
            + $"nexthop replace id {id + 1} group {id}\nroute replace default nhid {id + 1} table {table} metric 10\n"
            + $"nexthop replace id {id + 2} via fd{net}::1 dev {wan}\nnexthop replace id {id + 3} group {id + 2}\n"
            + $"route replace 10.{net}.0.0/24 dev {wan} table {table}\n"
            + $"route replace unreachable default table {table} metric 4294967295\n");
        Router.Ip($"-6 route replace default nhid {id + 3} table {table} metric 10");
        Router.Ip($"-6 route replace unreachable default table {table} metric 4294967295");
    }

    public static ProbeBinding Binding(int i) => new()
    {
        Interface = $"wan{i + 1}",
        IPv4 = new ProbeAddress(IpAddress.Parse($"10.{31 + i}.0.2"), IpAddress.Parse($"10.{31 + i}.0.1")),
        IPv6 = new ProbeAddress(IpAddress.Parse($"fd{31 + i}::2"), IpAddress.Parse($"fd{31 + i}::1")),
    };

    public static UplinkProbes Uplink(int i, params MonitorTarget[] targets) =>
        new($"isp{i + 1}", Binding(i), [.. targets], EquatableArray<IpAddress>.Empty);

    public static MonitorTarget Icmp(string address) => new MonitorTarget.Icmp(IpAddress.Parse(address));

    /// <summary>
    /// Without duplicate address detection too an IPv6 address is tentative for a moment: a work item ends it.
    /// </summary>
    public Task AddressesUsable() => Eventually.True(
        () => new[] { Router }.Concat(Isps).All(n => n.Ip("-6 addr show tentative").Length == 0),
        "no tentative address");

    /// <summary>Sends a round on uplink 1 and waits for the results of all its monitors.</summary>
    public async Task<ProbeResult[]> Round(
        UplinkProbes uplink, long round, RoutedFamilies routed = RoutedFamilies.Both, double seconds = 5)
    {
        await AddressesUsable();
        Engine.Configure([uplink]);
        Engine.SendRound(uplink.Uplink, round, routed);
        return await Of(round, uplink.Targets.Count, seconds);
    }

    /// <summary>
    /// After a repair: rounds as the agent sends them, until one has a reply of every monitor. A kernel that is still
    /// settling (IPv6 work items, neighbours) may cost the first ones.
    /// </summary>
    public async Task RecoversWithin(UplinkProbes uplink, long firstRound, int rounds = 5)
    {
        await AddressesUsable();
        Engine.Configure([uplink]);
        bool All(long round) => Results.Count(
            r => r.Round == round && r.Outcome == ProbeOutcome.Reply) == uplink.Targets.Count;
        for (var round = firstRound; round < firstRound + rounds; round++)
        {
            Engine.SendRound(uplink.Uplink, round, RoutedFamilies.Both);
            for (var waited = 0; waited < 50 && !All(round); waited++)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            if (All(round))
                return;
        }

        Assert.Fail($"no round with a reply of every monitor:\n{string.Join('\n', Results.TakeLast(50))}");
    }

    /// <summary>Waits for so many results of a round, in the order of their monitors.</summary>
    public async Task<ProbeResult[]> Of(long round, int count, double seconds = 5)
    {
        await Eventually.Value(() => string.Join('\n', OfRound()),
            _ => OfRound().Length >= count, $"{count} results of round {round}", seconds);
        return OfRound();

        ProbeResult[] OfRound() => [.. Results.Where(r => r.Round == round).OrderBy(r => r.Monitor)];
    }

    public void Dispose()
    {
        _engine?.Dispose();
        Router.Dispose();
        foreach (var isp in Isps)
            isp.Dispose();
    }

    private void PrepareIsp(int i) => Isps[i].IpBatch("link set lo up\naddr add 1.1.1.1/32 dev lo\n"
        + "addr add 8.8.8.8/32 dev lo\naddr add 2001:db8::1/128 dev lo nodad\n");
}
