namespace DualWan.Core.Classification;

/// <summary>Ranges to verdicts where the first who claims a value has it.</summary>
internal sealed class IntervalMap
{
    // Sorted, disjoint.
    private readonly List<(KeyRange Range, ClassifierVerdict Verdict)> _items = [];

    /// <summary>Claims what is still free of the range.</summary>
    public void Add(KeyRange range, ClassifierVerdict verdict)
    {
        var at = FirstEndingAtOrAfter(range.First);
        var from = range.First;
        while (at < _items.Count && _items[at].Range.First <= range.Last)
        {
            var taken = _items[at].Range;
            if (from < taken.First)
                _items.Insert(at++, (new KeyRange(from, taken.First - UInt128.One), verdict));
            if (taken.Last >= range.Last)
                return;
            from = taken.Last + UInt128.One;
            at++;
        }

        _items.Insert(at, (new KeyRange(from, range.Last), verdict));
    }

    /// <summary>In ascending order; neighbours that say the same are one.</summary>
    public IEnumerable<(KeyRange Range, ClassifierVerdict Verdict)> Items()
    {
        for (var i = 0; i < _items.Count; i++)
        {
            var (range, verdict) = _items[i];
            while (i + 1 < _items.Count && _items[i + 1].Range.First == range.Last + UInt128.One
                && _items[i + 1].Verdict == verdict)
                range = new KeyRange(range.First, _items[++i].Range.Last);
            yield return (range, verdict);
        }
    }

    private int FirstEndingAtOrAfter(UInt128 value)
    {
        var (low, high) = (0, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_items[middle].Range.Last < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
