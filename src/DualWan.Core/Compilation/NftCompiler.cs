using System.Collections.Immutable;
using DualWan.Core.Classification;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>
/// The table <c>inet dualwan</c> (kernel.md section 3): marks, pins, classifier, resets, masquerade and guard. Its text
/// depends on the config and on what the interfaces are, not on who is up: failover is nexthop groups, not rules.
/// </summary>
internal sealed partial class NftCompiler(CompileContext context)
{
    /// <summary>Behind mangle (-150): wg-quick and Tailscale restore their marks there (kernel.md D4).</summary>
    private const int ManglePriority = -140;

    private const int ForwardPriority = -5;
    private const int SourceNatPriority = 100;

    /// <summary>Behind masquerade: its own check for a changed interface must come first (kernel.md row 15).</summary>
    private const int GuardPriority = 105;

    private readonly SortedDictionary<string, RouteMark> _verdicts = new(StringComparer.Ordinal);
    private readonly List<NftChain> _chains = [];
    private readonly SortedDictionary<string, NftSet> _sets = new(StringComparer.Ordinal);

    /// <summary>Ends a base chain for what this version does not steer.</summary>
    private string? UnsteeredGuard => context.Families.Contains(IpFamily.IPv6) ? null : "meta nfproto != ipv4 accept";

    public NftTable Compile()
    {
        AddNameSets();
        AddPrerouting();
        AddClassifier(context.Input.Prepared.ForwardedClassifier);
        if (context.Settings.Router == RouterTraffic.Balance)
            AddClassifier(context.Input.Prepared.OwnClassifier);
        AddVerdicts();
        AddOutput();
        AddMss();
        AddForward();
        if (context.Settings.Pins)
            AddPins();
        AddNat();
        if (context.Settings.Pins)
            AddGuard();
        AddFilter();
        return new NftTable(
            _sets.Values.ToEquatableArray(), Counters(), _chains.ToEquatableArray());
    }

    private EquatableArray<string> Counters() =>
    [
        NftNames.GuardCounter, NftNames.InvalidCounter, NftNames.ResetCounter,
        .. context.Settings.IPv6 == IPv6Policy.Block ? [NftNames.BlockedIPv6Counter] : Array.Empty<string>(),
        .. context.Settings.Pins
            ? context.Uplinks.Select(static uplink => NftNames.Delivered(uplink.Number))
            : [],
    ];

    private void AddNameSets()
    {
        AddNames(NftNames.Uplinks, context.Uplinks.Select(static uplink => uplink.Interface));
        AddNames(NftNames.Natted, context.Uplinks
            .Where(static uplink => uplink.Config.Nat is not UplinkNat.None)
            .Select(static uplink => uplink.Interface));
        AddNames(NftNames.Lans, context.ListMembers(InterfaceListMember.Lan));
        _sets[NftNames.Armed] = new NftSet(NftNames.Armed, NftKeyType.InterfaceName) { Timeout = true, Dynamic = true };
    }

    private void AddNames(string set, IEnumerable<string> names) =>
        _sets[set] = new NftSet(set, NftKeyType.InterfaceName)
        {
            Names = names.Distinct().Order(StringComparer.Ordinal).ToEquatableArray(),
        };

    private void Add(NftChainBuilder chain) => _chains.Add(chain.Build());

    private static string Mark(uint value) => MarkLayout.Hex(value);

    /// <summary>Writes our bits of the packet mark and leaves everybody else's alone.</summary>
    private static string SetMark(uint value, uint mask = MarkLayout.Mask) =>
        value == 0
            ? $"meta mark set meta mark and {Mark(~mask)}"
            : $"meta mark set meta mark and {Mark(~mask)} or {Mark(value)}";

    private static string SetPin(uint value) =>
        $"ct mark set ct mark and {Mark(~MarkLayout.Mask)} or {Mark(value)}";

    private static string CtMark(uint mask = MarkLayout.Mask) => $"ct mark and {Mark(mask)}";

    private static string MetaMark(uint mask = MarkLayout.Mask) => $"meta mark and {Mark(mask)}";
}
