namespace DualWan.Core.Failover;

/// <summary>What the routes may do with an uplink now.</summary>
internal enum UplinkUse
{
    /// <summary>In no preferred group.</summary>
    Excluded,

    /// <summary>Keeps the connections that are pinned to it; the classifier gives it no new ones.</summary>
    PinnedOnly,

    /// <summary>A healthy standby: behind the active ones by metric, and for rules that name it.</summary>
    Eligible,

    /// <summary>Of the best tier: balanced over.</summary>
    Active,

    /// <summary>Silent, but nothing better is left: used as it was.</summary>
    LastResort,
}
