namespace DualWan.Core.Reconciliation;

/// <summary>The numbers that mark an object as ours (design.md section 5).</summary>
internal static class KernelNumbers
{
    /// <summary>RTPROT of every route, rule and nexthop of ours.</summary>
    public const byte Protocol = 215;

    public const string NftTable = "dualwan";

    public const uint UnmarkedTable = 7700;

    public const uint PreferredTableBase = 7800;

    /// <summary>Number 31 is the probes' own: a flush by pin and mask must leave them alone.</summary>
    public const int MaxUplinks = 30;

    /// <summary>The main table (include/uapi/linux/rtnetlink.h RT_TABLE_MAIN).</summary>
    public const uint MainTable = 254;

    /// <summary>Behind every default of a strict or preferred table: the largest metric.</summary>
    public const uint TailMetric = uint.MaxValue;

    /// <summary>The first of our nexthop ids.</summary>
    public const uint NextHopIdBase = 0xD700_0000;

    public const uint NextHopIdMask = 0xFF00_0000;

    public static uint StrictTable(int number) => UnmarkedTable + (uint)number;

    public static uint PreferredTable(int number) => PreferredTableBase + (uint)number;
}
