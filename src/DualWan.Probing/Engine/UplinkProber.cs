using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Probing.Icmp;

namespace DualWan.Probing.Engine;

/// <summary>The probers of one uplink and the sockets that they share.</summary>
internal sealed class UplinkProber : IDisposable
{
    private readonly UplinkContext _context;
    private readonly List<MonitorProber> _probers = [];
    private readonly IcmpChannel _icmp4;
    private readonly IcmpChannel _icmp6;

    public UplinkProber(UplinkContext context)
    {
        _context = context;
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
        _icmp4.Dispose();
        _icmp6.Dispose();
    }

    private MonitorProber Create(int monitor, MonitorTarget target) => target switch
    {
        MonitorTarget.Icmp icmp => Echo(monitor, icmp.Address),
        MonitorTarget.Gateway when _context.Gateway is { } gateway => Echo(monitor, gateway),
        _ => new ImpossibleProber(_context, monitor),
    };

    private IcmpProber Echo(int monitor, IpAddress target) =>
        new(_context, monitor, target.Family == IpFamily.IPv4 ? _icmp4 : _icmp6, target);
}
