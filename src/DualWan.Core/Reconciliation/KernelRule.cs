using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>A policy routing rule (<c>ip rule</c>). All selectors that are given must match.</summary>
internal sealed record KernelRule(IpFamily Family, uint Priority)
{
    public KernelRuleAction Action { get; init; } = KernelRuleAction.Lookup;

    /// <summary>0 where the action looks nothing up.</summary>
    public uint Table { get; init; }

    public uint? Mark { get; init; }

    public uint? Mask { get; init; }

    public string? InInterface { get; init; }

    public string? OutInterface { get; init; }

    public IpPrefix? From { get; init; }

    public IpPrefix? To { get; init; }

    /// <summary>A result whose prefix is not longer than this is no result; 0 hides the default.</summary>
    public int? SuppressPrefixLength { get; init; }

    /// <summary>It has selectors that this record doesn't model (ports, users, inversion, ...): never one of
    /// ours.</summary>
    public bool HasOtherSelectors { get; init; }
}
