using DualWan.Core.Config;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>What leaves: pinned to the uplink it really leaves by, NATed, and never with another uplink's
/// pin.</summary>
internal sealed partial class NftCompiler
{
    /// <summary>
    /// While an interface has no address, masquerade takes any other of the box: the LAN's, or another line's (T-89).
    /// What is dropped here leaves no connection behind, so that later packets are asked again.
    /// </summary>
    private const string BorrowedSource = "ct state new ct direction original meta nfproto ipv4 rt ipsec missing "
        + "fib saddr type local fib saddr . oif type != local";

    /// <summary>
    /// An ICMP error of this box about a packet that came in by one line takes its source from the first look at the
    /// routes, which may be another line's; the pin then sends it back by the line of the packet, with that source.
    /// </summary>
    private const string StrangeError = "ct state related meta l4proto icmp fib saddr type local "
        + "fib saddr . oif type != local";

    /// <summary>
    /// The answer to a connection that left from here belongs inside. While somebody's <c>ip rule flush</c> has taken
    /// the way to the LAN, the default would carry it out again, with the Internet's own address as its source (K-15).
    /// </summary>
    private static readonly string AnswerToInside = "ct direction reply "
        + $"{CtMark(MarkLayout.Pinned | MarkLayout.CameIn)} == {Mark(MarkLayout.Pinned)}";

    private void AddPins()
    {
        var chain = new NftChainBuilder("postrouting", new NftHook("filter", "postrouting", ManglePriority));
        chain.RuleIf(UnsteeredGuard is not null, UnsteeredGuard!);
        chain.RuleIfAny(InterfaceTargets(NftNames.Out), "oifname vmap");
        Add(chain);
        foreach (var uplink in context.Uplinks)
        {
            Add(new NftChainBuilder(NftNames.Out(uplink.Number))
                .Rule($"{MetaMark()} == {Mark(MarkLayout.Probe)} {CtMark()} == 0 {SetPin(MarkLayout.Probe)} return")
                .Rule($"ct direction original {CtMark()} == 0 jump {NftNames.Pin(uplink.Number)}"));
            AddPin(uplink.Number);
        }
    }

    /// <summary>Strict where the classifier said so, or where the connection is to stay with its uplink
    /// (<c>keep</c>).</summary>
    private void AddPin(int number)
    {
        var strict = SetPin(MarkLayout.PinnedStrict(number));
        var preferred = SetPin(MarkLayout.PinnedOut(number));
        var keeps = context.Settings.OnFailover == OnFailover.Keep;
        var chain = new NftChainBuilder(NftNames.Pin(number));
        chain.Rule($"{MetaMark(MarkLayout.Pinned | MarkLayout.Strict)} == {Mark(MarkLayout.Strict)} {strict} return");
        if (context.HasRulePolicies)
            chain.Rule($"{MetaMark(MarkLayout.PolicyMask)} == {Mark(Policy(OnFailover.Keep))} {strict} return");
        if (context.HasRulePolicies && keeps)
            chain.Rule($"{MetaMark(MarkLayout.PolicyMask)} != 0 {preferred} return");
        Add(chain.Rule(keeps ? strict : preferred));
    }

    private void AddNat()
    {
        var rules = context.Config.Nat.Where(static entry => !entry.Disabled && entry.Value.Chain == "srcnat").ToList();
        if (rules.Count == 0)
            return;
        var chain = new NftChainBuilder("nat", new NftHook("nat", "postrouting", SourceNatPriority));
        foreach (var entry in rules)
        {
            foreach (var text in RuleText.Nat(entry, context))
                chain.Rule(text);
        }

        Add(chain);
    }

    private void AddGuard()
    {
        var chain = new NftChainBuilder("guard", new NftHook("filter", "postrouting", GuardPriority));
        chain.RuleIf(UnsteeredGuard is not null, UnsteeredGuard!);
        chain.RuleIfAny(InterfaceTargets(NftNames.Guard), "oifname vmap");
        Add(chain);
        foreach (var uplink in context.Uplinks)
        {
            Add(new NftChainBuilder(NftNames.Guard(uplink.Number))
                .Rule($"{OtherPin(uplink.Number)} {GuardDrop}")
                .Rule($"{AnswerToInside} {GuardDrop}")
                .RuleIf(CanBorrow(uplink), $"{BorrowedSource} {GuardDrop}")
                .RuleIf(CanBorrow(uplink), $"{StrangeError} {GuardDrop}"));
        }
    }

    /// <summary>
    /// Not where another line has the same address: <c>fib saddr . oif</c> finds it on one of the two only, and the
    /// other line would send nothing (T-10). While both have it, nothing is borrowed.
    /// </summary>
    private bool CanBorrow(NumberedUplink uplink) => uplink.Config.Nat is UplinkNat.Masquerade
        && !context.Observations.AddressesOf(uplink.Interface)
            .Any(fact => context.IsShared(fact.Address.Address, uplink));

    /// <summary>Pinned, and to another uplink than this.</summary>
    private static string OtherPin(int number) => $"{CtMark(MarkLayout.PinMask)} "
        + $"!= {{ 0x00000000, {Mark(MarkLayout.PinnedOut(number))}, {Mark(MarkLayout.Probe)} }}";

    private static string GuardDrop => $"counter name {NftNames.Quote(NftNames.GuardCounter)} drop";
}
