using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>The outcome of route selection: a value. Everything is in file order.</summary>
internal sealed record Rib
{
    /// <summary>One per table and prefix that an enabled route names; a ladder may be empty.</summary>
    public EquatableArray<RibLadder> Ladders { get; init; } = [];

    /// <summary>One per route entry, disabled ones too.</summary>
    public EquatableArray<RibRouteState> Routes { get; init; } = [];

    /// <summary>The checks to carry out, each once; uplinks' health is not among them.</summary>
    public EquatableArray<RibCheck> Checks { get; init; } = [];

    public static Rib Compute(RouterConfig config, RibFacts facts, RibDialect dialect = RibDialect.V7) =>
        RibModel.Create(config, dialect).Compute(facts);

    /// <summary>The ladder of a prefix, or null. Linear; for status and tests.</summary>
    public RibLadder? Find(string table, IpPrefix prefix)
    {
        foreach (var ladder in Ladders)
        {
            if (ladder.Prefix == prefix && ladder.Table == table)
                return ladder;
        }

        return null;
    }

    /// <summary>What became of an entry, or null. Linear; for status and tests.</summary>
    public RibRouteState? Find(EntryId entry)
    {
        foreach (var route in Routes)
        {
            if (route.Entry == entry)
                return route;
        }

        return null;
    }
}
