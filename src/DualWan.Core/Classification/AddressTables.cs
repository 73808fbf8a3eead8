using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>Address lists as sorted, merged ranges: a lookup is a binary search, as in the kernel's interval
/// sets.</summary>
internal sealed class AddressTables(IReadOnlyDictionary<string, EquatableArray<IpRange>> lists)
{
    private readonly Dictionary<(string, IpFamily), (UInt128[] First, UInt128[] Last)> _tables = [];

    public bool Contains(string list, IpAddress address)
    {
        var (first, last) = TableOf(list, address.Family);
        var at = Array.BinarySearch(first, address.Bits);
        if (at < 0)
            at = ~at - 1;
        return at >= 0 && address.Bits <= last[at];
    }

    private (UInt128[] First, UInt128[] Last) TableOf(string list, IpFamily family)
    {
        if (_tables.TryGetValue((list, family), out var known))
            return known;
        var (first, last) = (new List<UInt128>(), new List<UInt128>());
        var ranges = lists.GetValueOrDefault(list);
        foreach (var range in ranges.Where(range => range.Family == family).Order())
        {
            if (last.Count > 0 && range.First.Bits <= last[^1])
            {
                last[^1] = UInt128.Max(last[^1], range.Last.Bits);
                continue;
            }

            first.Add(range.First.Bits);
            last.Add(range.Last.Bits);
        }

        return _tables[(list, family)] = ([.. first], [.. last]);
    }
}
