using DualWan.Core;
using DualWan.Core.Compilation;
using DualWan.Core.Config;
using DualWan.Core.Failover;
using DualWan.Core.Gateways;
using DualWan.Core.Health;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;
using DualWan.Core.Routing;
using DualWan.Probing;

namespace DualWan.Agent.Loop;

/// <summary>What the loop keeps of one uplink: what it learned of its link and gateway, and its health.</summary>
internal sealed class UplinkWorker
{
    private const int RememberedRounds = 256;

    private readonly (long Round, TimeSpan SentAt)[] _rounds = new (long, TimeSpan)[RememberedRounds];
    private readonly GatewayLearner _gateway;
    private readonly ProbeResult?[] _refusals;
    private long _lastRound;

    public UplinkWorker(
        Uplink config, EquatableArray<MonitorTarget> monitors, HealthVerdict assumed, TimeSpan now, Origin origin)
    {
        Config = config;
        Monitors = monitors;
        Origin = origin;
        _gateway = new GatewayLearner(config.Name, config.Gateway, IpFamily.IPv4);
        _refusals = new ProbeResult?[monitors.Count];
        Health = new UplinkHealth(config.Health, monitors.Count, now, assumed);
    }

    public Uplink Config { get; }

    public Origin Origin { get; }

    public string Name => Config.Name;

    public EquatableArray<MonitorTarget> Monitors { get; }

    public UplinkHealth Health { get; }

    public LinkState Link { get; private set; }

    /// <summary>The last word of the failover machine.</summary>
    public UplinkStatus? Status { get; set; }

    /// <summary>Who is to be poked when this line dies is known already: it was listed when it became
    /// suspect.</summary>
    public bool ReceiversListed { get; set; }

    public LearnedHop? Hop => _gateway.Hop;

    public IpAddress? Address { get; private set; }

    public int InterfaceIndex { get; private set; }

    /// <summary>The device alone is a next hop; on any other it asks for every address by ARP (T-08).</summary>
    public bool PointToPoint { get; private set; }

    /// <summary>
    /// An answer's time on the scale of its round. The prober stamps the packet itself; between the round's decision
    /// and that lies the way to another thread, which is no part of the line's round trip.
    /// </summary>
    public TimeSpan AnsweredAt(ProbeResult result)
    {
        var slot = result.Round % RememberedRounds;
        return _rounds[slot].Round == result.Round ? _rounds[slot].SentAt + result.RoundTrip : result.ReceivedAt;
    }

    public void NoteSent(ProbeRound round)
    {
        _rounds[round.Number % RememberedRounds] = (round.Number, round.SentAt);
        _lastRound = round.Number;
    }

    /// <summary>Keeps why a monitor said no. Silence is never reported: it is what is left.</summary>
    public void NoteResult(ProbeResult result) =>
        _refusals[result.Monitor] = result.Outcome == ProbeOutcome.Reply ? null : result;

    /// <summary>Why a monitor is down, in words: what it said in the round before the last, or later.</summary>
    public string WhyDown(int monitor) => _refusals[monitor] is { } said && said.Round >= _lastRound - 1
        ? ProbeWords.Of(said)
        : "no answer";

    public TimeSpan? NextTick => _gateway.NextTick;

    public bool Forwards => Status?.Use is not (null or UplinkUse.Excluded);

    public bool AcceptsNew => Status?.Use is UplinkUse.Eligible or UplinkUse.Active or UplinkUse.LastResort;

    public UplinkObservation Observation => new(Name, Hop, null, Forwards, AcceptsNew);

    /// <summary>Takes what a snapshot says of the interface. True where the next hop is another than before.</summary>
    public bool Observe(KernelSnapshot snapshot, TimeSpan now)
    {
        var facts = GatewayFacts.Of(snapshot, Config.Interface);
        var changed = _gateway.Update(facts, now);
        var link = snapshot.Links.FirstOrDefault(candidate => candidate.Name == Config.Interface);
        InterfaceIndex = link?.Index ?? 0;
        PointToPoint = link is { PointToPoint: true };
        Address = link is null ? null : OwnAddress(snapshot, link.Index);
        Link = new LinkState(
            link is not null, link is { Up: true, Carrier: true }, Address is not null, _gateway.Hop is not null);
        return changed;
    }

    public ProbeBinding Binding => new()
    {
        Interface = Config.Interface,
        InterfaceIndex = InterfaceIndex,
        IPv4 = Address is { } address ? new ProbeAddress(address, Hop?.Gateway) : null,
    };

    /// <summary>The first global address in the gateway's network, else the first of all.</summary>
    private IpAddress? OwnAddress(KernelSnapshot snapshot, int index)
    {
        IpAddress? first = null;
        foreach (var fact in snapshot.Addresses)
        {
            if (fact.LinkIndex != index || !fact.Usable || fact.Scope != 0 || fact.Address.Family != IpFamily.IPv4)
                continue;
            if (Hop?.Gateway is { } gateway && fact.Address.Prefix.Contains(gateway))
                return fact.Address.Address;
            first ??= fact.Address.Address;
        }

        return first;
    }
}
