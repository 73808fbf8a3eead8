using System.Collections.Immutable;

namespace DualWan.Core.Net;

/// <summary>
/// Arithmetic on lists of ranges as interval sets of nf_tables need it: the kernel refuses overlaps, and merging is the
/// work of whoever fills the set (kernel.md D11).
/// </summary>
internal static class IpRangeSet
{
    /// <summary>Sorted by family and address, overlapping and adjacent ranges made one.</summary>
    public static EquatableArray<IpRange> Merge(IEnumerable<IpRange> ranges)
    {
        var sorted = ranges.ToArray();
        Array.Sort(sorted);
        var merged = ImmutableArray.CreateBuilder<IpRange>(sorted.Length);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && Touches(merged[^1], range))
                merged[^1] = new IpRange(merged[^1].First, Later(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        return new(merged.ToImmutable());
    }

    /// <summary>The ranges of the sorted <paramref name="left"/> that the sorted <paramref name="right"/> does not hold
    /// as the very same range: what must be deleted and added element by element to turn one set into the
    /// other.</summary>
    public static EquatableArray<IpRange> ElementsOnlyIn(EquatableArray<IpRange> left, EquatableArray<IpRange> right)
    {
        var only = ImmutableArray.CreateBuilder<IpRange>();
        var rights = right.AsSpan();
        var at = 0;
        foreach (var range in left.AsSpan())
        {
            while (at < rights.Length && rights[at] < range)
                at++;
            if (at == rights.Length || rights[at] != range)
                only.Add(range);
        }

        return new(only.ToImmutable());
    }

    private static bool Touches(IpRange before, IpRange after) =>
        before.Family == after.Family
        && (after.First <= before.Last
            || (before.Last.Bits != MaxOf(before.Family) && Next(before.Last) == after.First));

    private static IpAddress Later(IpAddress a, IpAddress b) => a > b ? a : b;

    private static IpAddress Next(IpAddress address) => new(address.Family, address.Bits + UInt128.One);

    private static UInt128 MaxOf(IpFamily family) => family == IpFamily.IPv4 ? uint.MaxValue : UInt128.MaxValue;
}
