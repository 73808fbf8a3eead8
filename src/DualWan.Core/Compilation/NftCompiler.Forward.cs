using System.Globalization;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>What goes through: MSS, resets for connections that died with their uplink, nothing invalid
/// un-NATed.</summary>
internal sealed partial class NftCompiler
{
    private const int EthernetMtu = 1500;

    /// <summary>IPv4 header and TCP header without options.</summary>
    private const int IPv4Headers = 40;

    private void AddForward()
    {
        var chain = new NftChainBuilder("forward", new NftHook("filter", "forward", ForwardPriority));
        chain.RuleIf(context.Settings.IPv6 == IPv6Policy.Block,
            $"meta nfproto ipv6 oifname @{NftNames.Uplinks} counter name {NftNames.Quote(NftNames.BlockedIPv6Counter)} "
            + "reject with icmpv6 type admin-prohibited");
        chain.RuleIf(UnsteeredGuard is not null, UnsteeredGuard!);
        chain.RuleIfAny(StrayTargets(), "meta l4proto tcp ct direction original oifname vmap");
        chain.Rule("ct state established accept");
        chain.Rule($"oifname != @{NftNames.Uplinks} return");
        chain.Rule($"iifname @{NftNames.Lans} meta l4proto tcp ct state new,invalid "
            + $"tcp flags & (fin|syn|rst|ack) != syn jump {NftNames.Lost}");
        chain.Rule($"oifname @{NftNames.Natted} ct state invalid "
            + $"counter name {NftNames.Quote(NftNames.InvalidCounter)} drop");
        Add(chain);
        AddLost();
        AddStrays();
    }

    /// <summary>
    /// The kernel moves pinned traffic by itself when a carrier is lost, before the agent knows. UDP heals there, TCP
    /// can not: masquerade would drop the packet and forget the connection, and a client that only receives would never
    /// speak again, so nobody could tell it. It is told here, by its own next packet, with the agent or without.
    /// </summary>
    private void AddStrays()
    {
        foreach (var uplink in context.Uplinks.Where(IsReset))
        {
            Add(new NftChainBuilder(NftNames.Stray(uplink.Number)).Rule(
                $"{OtherPin(uplink.Number)} counter name {NftNames.Quote(NftNames.ResetCounter)} "
                + "reject with tcp reset"));
        }
    }

    private List<string> StrayTargets() =>
    [
        .. context.Uplinks.Where(IsReset).Select(static uplink =>
            $"{NftNames.Quote(uplink.Interface)} : jump {NftNames.Stray(uplink.Number)}"),
    ];

    /// <summary>Without NAT a connection may well go on by another line.</summary>
    private bool IsReset(NumberedUplink uplink) => context.Settings is { Pins: true, OnFailover: OnFailover.Reset }
        && uplink.Config.Nat is not UplinkNat.None;

    /// <summary>
    /// Only while an uplink is armed (its pins were flushed): a packet of a forgotten connection is answered with a
    /// reset. A reset needs no answer, and must not leave with a private source.
    /// </summary>
    private void AddLost()
    {
        var chain = new NftChainBuilder(NftNames.Lost);
        chain.Rule($"oifname @{NftNames.Natted} tcp flags & rst == rst "
            + $"counter name {NftNames.Quote(NftNames.InvalidCounter)} drop");
        if (context.HasRulePolicies)
        {
            var resets = context.Settings.OnFailover == OnFailover.Reset;
            chain.Rule(resets
                ? $"{MetaMark(MarkLayout.PolicyMask)} "
                    + $"{{ {Mark(Policy(OnFailover.Move))}, {Mark(Policy(OnFailover.Keep))} }} return"
                : $"{MetaMark(MarkLayout.PolicyMask)} != {Mark(Policy(OnFailover.Reset))} return");
        }

        Add(chain.Rule($"oifname @{NftNames.Armed} limit rate 5000/second burst 5000 packets "
            + $"counter name {NftNames.Quote(NftNames.ResetCounter)} reject with tcp reset"));
    }

    /// <summary>The bits of <see cref="MarkLayout.PolicyMask"/>: 1 reset, 2 move, 3 keep.</summary>
    private static uint Policy(OnFailover policy) => policy switch
    {
        OnFailover.Reset => 0x100,
        OnFailover.Move => 0x200,
        _ => 0x300,
    };

    private void AddMss()
    {
        var chain = new NftChainBuilder("mss", new NftHook("filter", "forward", ManglePriority));
        foreach (var uplink in context.Uplinks)
        {
            if (MssOf(uplink) is not { } mss)
                continue;
            var name = NftNames.Quote(uplink.Interface);
            var size = mss.ToString(CultureInfo.InvariantCulture);
            foreach (var side in new[] { "oifname", "iifname" })
                chain.Rule($"{side} {name} meta nfproto ipv4 tcp flags & (syn|rst) == syn "
                    + $"tcp option maxseg size set {size}");
        }

        if (!chain.IsEmpty)
            Add(chain);
    }

    /// <summary>The size to clamp to, both ways, or null. nft never raises an MSS (L-08).</summary>
    private int? MssOf(NumberedUplink uplink) => uplink.Config.Mss switch
    {
        UplinkMss.Fixed { Bytes: var bytes } => bytes,
        UplinkMss.Auto when uplink.Link is { } link && link.Mtu < InsideMtu() => link.Mtu - IPv4Headers,
        _ => null,
    };

    /// <summary>The largest MTU of the LAN's interfaces; Ethernet's where there is none to be seen.</summary>
    private int InsideMtu() => context.ListMembers(InterfaceListMember.Lan)
        .Select(context.Observations.Link)
        .OfType<LinkFact>()
        .Select(static link => link.Mtu)
        .DefaultIfEmpty(EthernetMtu)
        .Max();

    private void AddFilter()
    {
        foreach (var (name, priority) in new[] { ("input", 0), ("forward", 0), ("output", 0) })
        {
            var rules = context.Config.Filter.Where(entry => !entry.Disabled && entry.Value.Chain == name).ToList();
            if (rules.Count == 0)
                continue;
            var chain = new NftChainBuilder("filter_" + name, new NftHook("filter", name, priority));
            foreach (var entry in rules)
            {
                foreach (var text in RuleText.Filter(entry, context))
                    chain.Rule(text);
            }

            Add(chain);
        }
    }
}
