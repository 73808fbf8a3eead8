using System.Collections.Immutable;
using DualWan.Core.Config;
using DualWan.Core.Net;
using DualWan.Core.Reconciliation;

namespace DualWan.Core.Compilation;

/// <summary>
/// The policy routing rules: pinned traffic before main (so that VPN routes and twin subnets can't take it), classified
/// traffic after it, and one rule for what nothing else caught.
/// </summary>
internal sealed class RuleCompiler(CompileContext context)
{
    private const uint PinnedBase = 20000;
    private const uint PinnedStrictBase = 20040;
    private const uint MainPriority = 20100;

    /// <summary>Of the rules for sockets that are bound to an uplink: its number is added.</summary>
    public const uint BoundBase = 20200;

    private const uint FromBase = 20300;
    private const uint StrictBase = 20400;
    private const uint PreferredBase = 20500;
    private const uint FromAfterBase = 20600;
    private const uint FallThroughPriority = 20900;

    /// <summary>Connection pins with bit 29 either way: <c>0xck</c> and <c>0xek</c>.</summary>
    private const uint StrictPinMask = 0xdf00_0000;

    private readonly ImmutableArray<KernelRule>.Builder _rules = ImmutableArray.CreateBuilder<KernelRule>();

    public EquatableArray<KernelRule> Compile()
    {
        foreach (var family in context.Families)
        {
            foreach (var uplink in context.Uplinks)
                AddUplink(family, uplink);
            AddPreferences(family);
            _rules.Add(new KernelRule(family, MainPriority)
            {
                Table = KernelNumbers.MainTable,
                SuppressPrefixLength = 0,
            });
            _rules.Add(new KernelRule(family, FallThroughPriority) { Table = KernelNumbers.UnmarkedTable });
        }

        return _rules.OrderBy(static rule => rule.Family).ThenBy(static rule => rule.Priority).ToEquatableArray();
    }

    private void AddUplink(IpFamily family, NumberedUplink uplink)
    {
        var k = uplink.Number;
        var strict = KernelNumbers.StrictTable(k);
        var preferred = KernelNumbers.PreferredTable(k);
        if (context.Settings.Pins)
        {
            Add(family, PinnedBase, k, MarkLayout.PinnedOut(k), MarkLayout.Mask, preferred);
            Add(family, PinnedStrictBase, k, MarkLayout.PinnedStrict(k), StrictPinMask, strict);
        }

        _rules.Add(new KernelRule(family, BoundBase + (uint)k) { OutInterface = uplink.Interface, Table = strict });
        AddSources(family, uplink, strict);
        Add(family, StrictBase, k, MarkLayout.Strict | MarkLayout.Number(k), MarkLayout.Mask, strict);
        Add(family, PreferredBase, k, MarkLayout.Number(k), MarkLayout.Mask, preferred);
    }

    /// <summary>
    /// A chosen source address is honoured. With <c>router: balance</c> the rules come first, because the kernel has
    /// chosen some source before they are asked.
    /// </summary>
    private void AddSources(IpFamily family, NumberedUplink uplink, uint table)
    {
        var first = context.Settings.Router == RouterTraffic.Balance ? FromAfterBase : FromBase;
        var priority = first + (uint)uplink.Number;
        var addresses = context.Observations.AddressesOf(uplink.Interface)
            .Where(fact => fact.Address.Family == family && fact.Scope == 0)
            .Select(static fact => fact.Address.Address)
            .Distinct();
        foreach (var address in addresses.Where(address => !context.IsShared(address, uplink)))
            _rules.Add(new KernelRule(family, priority) { From = IpPrefix.Host(address), Table = table });
    }

    private void AddPreferences(IpFamily family)
    {
        foreach (var entry in context.Config.Tables)
        {
            switch (entry.Value.Role)
            {
                case TableRole.Refuse:
                    _rules.Add(new KernelRule(family, StrictBase)
                    {
                        Action = KernelRuleAction.Prohibit,
                        Mark = MarkLayout.Strict,
                        Mask = MarkLayout.Mask,
                    });
                    break;
                case TableRole.Preference role
                    when context.Input.Numbers.Find(UplinkNumbers.PreferenceKey(role.Key)) is { } number:
                    AddPreference(family, number, role.OnlyNamed);
                    break;
            }
        }
    }

    private void AddPreference(IpFamily family, int number, bool onlyNamed)
    {
        if (onlyNamed)
            Add(family, StrictBase, number, MarkLayout.Strict | MarkLayout.Number(number), MarkLayout.Mask,
                KernelNumbers.StrictTable(number));
        else
            Add(family, PreferredBase, number, MarkLayout.Number(number), MarkLayout.Mask,
                KernelNumbers.PreferredTable(number));
    }

    private void Add(IpFamily family, uint priority, int number, uint mark, uint mask, uint table) =>
        _rules.Add(new KernelRule(family, priority + (uint)number) { Mark = mark, Mask = mask, Table = table });
}
