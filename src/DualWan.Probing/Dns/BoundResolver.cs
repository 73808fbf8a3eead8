using DualWan.Core;
using DualWan.Core.Net;
using DualWan.Probing.Engine;

namespace DualWan.Probing.Dns;

/// <summary>
/// Finds the address of a host name through the uplink itself: the system's resolver would ask by another line, and
/// its answer would say nothing about this one. Answers are kept for their time to live; a stale one is used while no
/// server answers.
/// </summary>
internal sealed class BoundResolver(UplinkContext context) : IDisposable
{
    /// <summary>Asked where the uplink has no servers of its own configured.</summary>
    public static readonly EquatableArray<IpAddress> FallbackServers =
    [
        IpAddress.Parse("1.1.1.1"), IpAddress.Parse("8.8.8.8"), IpAddress.Parse("9.9.9.9"),
        IpAddress.Parse("2606:4700:4700::1111"), IpAddress.Parse("2001:4860:4860::8888"),
    ];

    // A CDN's 20 s would ask before every other probe; a day's would miss that the host has moved.
    private static readonly TimeSpan LeastLife = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostLife = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Known> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, NameLookup> _running = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Calls back once, at once or later, with an address that the uplink can reach or with null.</summary>
    public void Resolve(string name, Action<IpAddress?> found)
    {
        if (_known.TryGetValue(name, out var known) && known.Until > MonotonicClock.Now)
        {
            found(known.Address);
            return;
        }

        if (_running.TryGetValue(name, out var running))
        {
            running.Waiters.Add(found);
            return;
        }

        var lookup = new NameLookup(context, name, Questions(), Finish);
        lookup.Waiters.Add(found);
        _running.Add(name, lookup);
        lookup.Start();
    }

    public void Dispose()
    {
        foreach (var lookup in _running.Values)
            lookup.Dispose();
        _running.Clear();
    }

    /// <summary>
    /// Every server that a family of the uplink reaches, for each family that the uplink has, IPv4 first.
    /// </summary>
    private List<(IpAddress Server, DnsType Type)> Questions()
    {
        var configured = context.Uplink.DnsServers;
        var servers = (configured.IsEmpty ? FallbackServers : configured)
            .Where(s => context.Binding[s.Family] is not null).ToList();
        var questions = new List<(IpAddress, DnsType)>();
        if (context.Binding.IPv4 is not null)
            questions.AddRange(servers.Select(s => (s, DnsType.A)));
        if (context.Binding.IPv6 is not null)
            questions.AddRange(servers.Select(s => (s, DnsType.AAAA)));
        return questions;
    }

    private void Finish(NameLookup lookup, DnsResponse response)
    {
        _running.Remove(lookup.Name);
        if (response.Answers)
        {
            var life = TimeSpan.FromTicks(
                Math.Clamp(response.TimeToLive.Ticks, LeastLife.Ticks, MostLife.Ticks));
            _known[lookup.Name] = new Known(response.Addresses[0], MonotonicClock.Now + life);
        }

        var address = _known.TryGetValue(lookup.Name, out var known) ? known.Address : (IpAddress?)null;
        foreach (var waiter in lookup.Waiters)
            waiter(address);
    }

    private readonly record struct Known(IpAddress Address, TimeSpan Until);
}
