namespace DualWan.Core.Failover;

/// <summary>Which uplinks carry new connections: a pure function of what is known of each.</summary>
internal static class RouteChoice
{
    /// <summary>
    /// In this order the first that has anyone: healthy ones; degraded ones; those that wait to be let back; and, when
    /// all are silent, the ones that were used last and still have a link, or any that has one. Of these, those of the
    /// least distance are active, the metered ones among them only if they are alone.
    /// </summary>
    public static UplinkUse[] Choose(IReadOnlyList<UplinkEntry> uplinks)
    {
        var pool = Pool(uplinks);
        var uses = new UplinkUse[uplinks.Count];
        for (var i = 0; i < uses.Length; i++)
            uses[i] = pool.Contains(uplinks[i]) ? UplinkUse.Eligible : Outside(uplinks[i]);

        var lastResort = pool.Count > 0 && !pool[0].Healthy;
        var active = Best(pool);
        for (var i = 0; i < uses.Length; i++)
        {
            if (lastResort && pool.Contains(uplinks[i]))
                uses[i] = UplinkUse.LastResort;
            else if (active.Contains(uplinks[i]))
                uses[i] = UplinkUse.Active;
        }

        return uses;
    }

    /// <summary>Whether an uplink that waits would take traffic from others, were it let back now.</summary>
    public static bool WouldPreempt(IReadOnlyList<UplinkEntry> uplinks, UplinkEntry returning)
    {
        List<UplinkEntry> pool = [.. uplinks.Where(uplink => IsWillingly(uplink) && !uplink.Waiting)];
        if (pool.Count == 0)
            return false;
        if (!pool.Contains(returning))
            pool.Add(returning);
        return Best(Healthiest(pool)).Contains(returning);
    }

    private static List<UplinkEntry> Pool(IReadOnlyList<UplinkEntry> uplinks)
    {
        List<UplinkEntry> willing = [.. uplinks.Where(IsWillingly)];
        List<UplinkEntry> ready = [.. willing.Where(uplink => !uplink.Waiting)];
        if (ready.Count > 0)
            return Healthiest(ready);
        if (willing.Count > 0)
            return Best(Healthiest(willing));
        List<UplinkEntry> linked =
            [.. uplinks.Where(uplink => uplink.Link.IsReady && !uplink.Disabled && !uplink.Draining)];
        List<UplinkEntry> used = [.. linked.Where(WasUsed)];
        return used.Count > 0 ? used : Best(linked);
    }

    private static UplinkUse Outside(UplinkEntry uplink)
    {
        // After an outage of all, one line proves itself a little before the other: the other, which answers again,
        // keeps what was left on it as the last resort.
        var follows = uplink.Use is UplinkUse.LastResort or UplinkUse.PinnedOnly
            && uplink.Report.Answering && uplink.Link.IsReady && !uplink.Disabled;
        return (uplink.Healthy && !uplink.Waiting) || follows ? UplinkUse.PinnedOnly : UplinkUse.Excluded;
    }

    /// <summary>One that is held was used a moment ago: whoever took over is silent as well.</summary>
    private static bool WasUsed(UplinkEntry uplink) =>
        uplink.Carries && (uplink.Use != UplinkUse.PinnedOnly || uplink is { Held: true, Displaced: true });

    private static bool IsWillingly(UplinkEntry uplink) => uplink.Healthy && !uplink.Draining;

    private static List<UplinkEntry> Healthiest(List<UplinkEntry> pool)
    {
        List<UplinkEntry> healthy = [.. pool.Where(uplink => !uplink.Report.Degraded)];
        return healthy.Count > 0 ? healthy : pool;
    }

    private static List<UplinkEntry> Best(List<UplinkEntry> pool)
    {
        if (pool.Count == 0)
            return pool;
        var least = pool.Min(uplink => uplink.Config.Distance);
        List<UplinkEntry> tier = [.. pool.Where(uplink => uplink.Config.Distance == least)];
        List<UplinkEntry> unmetered = [.. tier.Where(uplink => !uplink.Config.Metered)];
        return unmetered.Count > 0 ? unmetered : tier;
    }
}
