using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>What comes in: by an uplink it is pinned to it, from inside it follows its pin or is classified.</summary>
internal sealed partial class NftCompiler
{
    private void AddPrerouting()
    {
        var chain = new NftChainBuilder("prerouting", new NftHook("filter", "prerouting", ManglePriority));
        chain.RuleIf(UnsteeredGuard is not null, UnsteeredGuard!);
        chain.Rule("iifname vmap { "
            + string.Join(", ", InterfaceTargets(NftNames.In).Append("\"lo\" : accept")) + " }");
        if (context.Settings.Pins)
            chain.RuleIfAny(AllPins(), $"{CtMark()} vmap");
        chain.Rule($"ct state new goto {NftNames.Classify}");
        Add(chain);
        foreach (var uplink in context.Uplinks)
            AddInput(uplink);
    }

    /// <summary>
    /// Our bits are cleared on what comes in by an uplink (a foreign restore would send it back out: kernel.md section
    /// 3);
    /// <c>ct direction original</c>, not <c>new</c>, so that connections older than the agent and related ones are
    /// pinned too.
    /// </summary>
    private void AddInput(NumberedUplink uplink)
    {
        var k = uplink.Number;
        var chain = new NftChainBuilder(NftNames.In(k)).Rule(SetMark(0));
        if (!context.Settings.Pins)
        {
            Add(chain);
            return;
        }

        // The answers to our own probes are no evidence that users are served: a liar's would be too.
        chain.Rule($"ct state established {CtMark(MarkLayout.PinMask)} != {Mark(MarkLayout.Probe)} "
            + $"counter name {NftNames.Quote(NftNames.Delivered(k))}");
        Add(chain.Rule($"ct direction original {CtMark()} == 0 {SetPin(MarkLayout.PinnedIn(k))}"));
        Add(new NftChainBuilder(NftNames.RestorePreferred(k)).Rule(SetMark(MarkLayout.PinnedOut(k))));
        Add(new NftChainBuilder(NftNames.RestoreStrict(k)).Rule(SetMark(MarkLayout.PinnedStrict(k))));
        Add(new NftChainBuilder(NftNames.RestoreCameIn(k)).Rule(SetMark(MarkLayout.PinnedIn(k))));
    }

    private List<string> InterfaceTargets(Func<int, string> chain) =>
        [.. context.Uplinks.Select(uplink => $"{NftNames.Quote(uplink.Interface)} : goto {chain(uplink.Number)}")];

    private List<string> AllPins() => [.. OutwardPins(), .. InwardPins()];

    private IEnumerable<string> OutwardPins() => context.Uplinks.SelectMany(static uplink => new[]
    {
        $"{Mark(MarkLayout.PinnedOut(uplink.Number))} : goto {NftNames.RestorePreferred(uplink.Number)}",
        $"{Mark(MarkLayout.PinnedStrict(uplink.Number))} : goto {NftNames.RestoreStrict(uplink.Number)}",
    });

    private IEnumerable<string> InwardPins() => context.Uplinks.Select(static uplink =>
        $"{Mark(MarkLayout.PinnedIn(uplink.Number))} : goto {NftNames.RestoreCameIn(uplink.Number)}");

    /// <summary>
    /// Where a classified packet is marked. A line that takes no new connections (it drains, or it is worse than the
    /// others) keeps its chain, which then marks for the uplink that stands in: its pins are not touched.
    /// </summary>
    private void AddVerdicts()
    {
        foreach (var (name, mark) in _verdicts)
        {
            var value = mark.Strict ? mark.Value : WithNumber(mark, StandIn(mark.Number));
            var mask = context.HasRulePolicies ? MarkLayout.Mask | MarkLayout.PolicyMask : MarkLayout.Mask;
            Add(new NftChainBuilder(name).Rule(SetMark(value, mask) + " accept"));
        }
    }

    private static uint WithNumber(RouteMark mark, int number) =>
        (mark.Value & ~MarkLayout.NumberMask) | MarkLayout.Number(number);

    /// <summary>The next uplink in the order of tiers that takes new connections, for one that only keeps its
    /// own.</summary>
    private int StandIn(int number)
    {
        var uplink = context.Uplinks.FirstOrDefault(uplink => uplink.Number == number);
        if (uplink?.Observed is not { Forwards: true, AcceptsNew: false })
            return number;
        return context.Uplinks
            .Where(static other => other.Observed is { AcceptsNew: true })
            .OrderBy(other => other.Config.Distance == uplink.Config.Distance ? 0 : 1)
            .ThenBy(static other => other.Config.Distance)
            .FirstOrDefault()?.Number ?? number;
    }
}
