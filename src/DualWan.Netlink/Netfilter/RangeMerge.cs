using DualWan.Core.Net;

namespace DualWan.Netlink.Netfilter;

/// <summary>What nft calls auto-merge, which is nft's work and not the kernel's.</summary>
internal static class RangeMerge
{
    /// <summary>The same addresses as few, sorted ranges, of which no two overlap or touch.</summary>
    public static List<IpRange> Merge(IEnumerable<IpRange> ranges)
    {
        var sorted = ranges.ToList();
        sorted.Sort();
        var merged = new List<IpRange>(sorted.Count);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && Touches(merged[^1], range))
                merged[^1] = new IpRange(merged[^1].First, Later(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        return merged;
    }

    private static bool Touches(IpRange before, IpRange next) =>
        before.Family == next.Family
        && (next.First <= before.Last || next.First.Bits - before.Last.Bits == UInt128.One);

    private static IpAddress Later(IpAddress left, IpAddress right) => left > right ? left : right;
}
