using DualWan.Core.Net;

namespace DualWan.Netlink.Netfilter;

/// <summary>Makes ranges of the boundaries that an interval set is kept as, in whatever order they come.</summary>
internal sealed class RangeBuilder
{
    private readonly List<Boundary> _boundaries = [];
    private readonly List<IpRange> _whole = [];

    public void Add(NftSetElement element)
    {
        if (element.Key.Length is not (4 or 16))
            return;
        var key = IpAddress.FromBytes(element.Key);
        if (element.KeyEnd.Length == element.Key.Length && IpAddress.FromBytes(element.KeyEnd) is var last
            && last >= key)
            _whole.Add(new IpRange(key, last));
        else
            _boundaries.Add(new Boundary(key, element.IsIntervalEnd));
    }

    public void Clear()
    {
        _boundaries.Clear();
        _whole.Clear();
    }

    /// <summary>An end without a beginning is nft's mark for "nothing before the first"; a beginning without an end
    /// reaches to the last address.</summary>
    public IReadOnlyList<IpRange> Build()
    {
        // At the same key an interval ends before the next one begins.
        _boundaries.Sort((a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : b.IsEnd.CompareTo(a.IsEnd));
        var ranges = new List<IpRange>(_whole);
        IpAddress? open = null;
        foreach (var (key, isEnd) in _boundaries)
        {
            if (open is { } first && key > first)
                ranges.Add(new IpRange(first, new IpAddress(key.Family, key.Bits - UInt128.One)));
            open = isEnd ? null : key;
        }

        if (open is { } rest)
            ranges.Add(new IpRange(rest, new IpPrefix(rest, 0).Last));
        ranges.Sort();
        return ranges;
    }

    private readonly record struct Boundary(IpAddress Key, bool IsEnd);
}
