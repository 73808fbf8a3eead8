using DualWan.Core.Net;

namespace DualWan.Core.Reconciliation;

/// <summary>A named set of ours in the kernel with its elements.</summary>
internal sealed record NftSetFact(string Name, NftKeyType Type, bool Interval, bool Timeout)
{
    public EquatableArray<string> Names { get; init; } = [];

    /// <summary>False: nobody asked for the elements (<see cref="SnapshotRequest.Elements"/>), so nothing can be said
    /// of them.</summary>
    public bool ElementsRead { get; init; } = true;

    /// <summary>Sorted.</summary>
    public EquatableArray<IpRange> Ranges { get; init; } = [];
}
