using System.Collections.Immutable;

namespace DualWan.Core.Routing;

/// <summary>What the RIB needs to know of the world.</summary>
internal sealed record RibFacts
{
    public EquatableArray<RibInterface> Interfaces { get; init; } = [];

    public EquatableArray<LearnedHop> Learned { get; init; } = [];

    /// <summary>The checks that fail now. A check that is not in here is good, or has no verdict yet, which counts as
    /// good.</summary>
    public ImmutableHashSet<CheckKey> Unreachable { get; init; } = [];

    public EquatableArray<ExtraRoute> Extra { get; init; } = [];
}
