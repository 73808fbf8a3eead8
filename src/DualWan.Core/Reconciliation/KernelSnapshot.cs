using System.Collections.Immutable;

namespace DualWan.Core.Reconciliation;

/// <summary>What the kernel has, read in one go: ours, and what of others matters to us.</summary>
internal sealed record KernelSnapshot
{
    public static KernelSnapshot Empty { get; } = new();

    public EquatableArray<LinkFact> Links { get; init; } = [];

    public EquatableArray<AddressFact> Addresses { get; init; } = [];

    /// <summary>Routes with our protocol number, any table, both families.</summary>
    public EquatableArray<KernelRoute> Routes { get; init; } = [];

    /// <summary>Routes of others: all of main, and every default of other tables; for learning gateways and for
    /// doctor.</summary>
    public EquatableArray<ForeignRoute> ForeignRoutes { get; init; } = [];

    /// <summary>Rules with our protocol number.</summary>
    public EquatableArray<KernelRule> Rules { get; init; } = [];

    public EquatableArray<KernelRule> ForeignRules { get; init; } = [];

    /// <summary>Nexthop objects with our protocol number that are no groups.</summary>
    public EquatableArray<KernelNextHop> NextHops { get; init; } = [];

    public EquatableArray<KernelNextHopGroup> Groups { get; init; } = [];

    /// <summary>Our nft table, or null where there is none.</summary>
    public NftSnapshot? Nft { get; init; }

    /// <summary>The sysctls that were asked for, by key; an absent key does not exist on this box.</summary>
    public ImmutableDictionary<string, string> Sysctls { get; init; } = ImmutableDictionary<string, string>.Empty;
}
