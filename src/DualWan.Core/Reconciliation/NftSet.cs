using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>A named set. It is declared through libnftables; addresses are never filled in by it (our own batches do),
/// a handful of interface names may stand in the declaration of a new table.</summary>
internal sealed record NftSet(string Name, NftKeyType Type)
{
    /// <summary>Elements are ranges (interval set), sorted and merged, not single addresses.</summary>
    public bool Interval { get; init; }

    /// <summary>Elements may time out.</summary>
    public bool Timeout { get; init; }

    /// <summary>Contents are made at run time (<c>armed</c>) and are none of the reconciler's business.</summary>
    public bool Dynamic { get; init; }

    /// <summary>For <see cref="NftKeyType.InterfaceName"/>.</summary>
    public EquatableArray<string> Names { get; init; } = [];

    /// <summary>For the address types: sorted, disjoint, not adjacent.</summary>
    public EquatableArray<IpRange> Ranges { get; init; } = [];
}
