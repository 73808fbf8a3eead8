using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Probing.Arp;
using DualWan.Probing.Dns;
using DualWan.Probing.Http;
using DualWan.Probing.Icmp;
using DualWan.Probing.Tcp;

namespace DualWan.Probing.Engine;

/// <summary>The probers of one uplink and the sockets that they share.</summary>
internal sealed class UplinkProber : IDisposable
{
    private readonly UplinkContext _context;
    private readonly List<MonitorProber> _probers = [];
    private readonly BoundResolver _resolver;
    private readonly IcmpChannel _icmp4;
    private readonly IcmpChannel _icmp6;

    public UplinkProber(UplinkContext context)
    {
        _context = context;
        _resolver = new BoundResolver(context);
        _icmp4 = new IcmpChannel(context, IpFamily.IPv4);
        _icmp6 = new IcmpChannel(context, IpFamily.IPv6);
        for (var i = 0; i < context.Uplink.Targets.Count; i++)
            _probers.Add(Create(i, context.Uplink.Targets[i]));
    }

    public UplinkProbes Uplink => _context.Uplink;

    public void Send(long round, RoutedFamilies routed)
    {
        foreach (var prober in _probers)
            prober.Send(round, routed);
    }

    public void Dispose()
    {
        foreach (var prober in _probers)
            prober.Dispose();
        _resolver.Dispose();
        _icmp4.Dispose();
        _icmp6.Dispose();
    }

    private MonitorProber Create(int monitor, MonitorTarget target) => target switch
    {
        MonitorTarget.Icmp icmp => Echo(monitor, icmp.Address),
        MonitorTarget.Gateway when _context.Gateway is { } gateway => Echo(monitor, gateway),
        MonitorTarget.Arp arp when (arp.Address ?? _context.Gateway) is { } address => Station(monitor, address),
        MonitorTarget.Tcp tcp => new TcpProber(_context, monitor, tcp.Address, tcp.Port),
        MonitorTarget.Dns dns => new DnsProber(_context, monitor, dns.Server, dns.Name),
        MonitorTarget.Http http when HttpTarget.TryParse(http.Url, out var url) =>
            new HttpProber(_context, monitor, _resolver, url),
        _ => new ImpossibleProber(_context, monitor),
    };

    private StationProber Station(int monitor, IpAddress address) => address.Family == IpFamily.IPv4
        ? new ArpProber(_context, monitor, address)
        : new NeighborProber(_context, monitor, address);

    private IcmpProber Echo(int monitor, IpAddress target) =>
        new(_context, monitor, target.Family == IpFamily.IPv4 ? _icmp4 : _icmp6, target);
}
