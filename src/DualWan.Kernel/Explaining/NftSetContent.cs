using DualWan.Netlink.Netfilter;

namespace DualWan.Kernel.Explaining;

/// <summary>The elements of one set or map, looked up as the kernel would.</summary>
internal sealed class NftSetContent
{
    private readonly List<NftSetEntry> _entries = [];
    private readonly bool _interval;

    private NftSetContent(bool interval) => _interval = interval;

    public static NftSetContent Read(NftablesNetlink nft, NftFamily family, string table, NftSet set)
    {
        var content = new NftSetContent(set.IsInterval);
        nft.ForEachElement(family, table, set.Name, content.Add, content._entries.Clear);
        content._entries.Sort(InOrder);
        return content;
    }

    /// <summary>Where one interval ends and the next begins with the same key, the end comes first.</summary>
    private static int InOrder(NftSetEntry a, NftSetEntry b) =>
        a.Key.AsSpan().SequenceCompareTo(b.Key) is var order and not 0 ? order : b.IsEnd.CompareTo(a.IsEnd);

    /// <summary>The entry that holds the key, or null.</summary>
    public NftSetEntry? Find(ReadOnlySpan<byte> key)
    {
        NftSetEntry? below = null;
        foreach (var entry in _entries)
        {
            if (entry.KeyEnd.Length > 0)
            {
                if (InEachField(entry, key))
                    return entry;
                continue;
            }

            var order = entry.Key.AsSpan().SequenceCompareTo(key[..Math.Min(key.Length, entry.Key.Length)]);
            if (order == 0 && !_interval)
                return entry;
            if (_interval && order <= 0)
                below = entry;
        }

        return below is { IsEnd: false } ? below : null;
    }

    private void Add(NftSetElement element) => _entries.Add(new NftSetEntry(
        element.Key.ToArray(), element.KeyEnd.ToArray(), element.IsIntervalEnd, element.Data.ToArray(),
        (NftVerdict?)element.Verdict, System.Text.Encoding.UTF8.GetString(element.VerdictChain)));

    /// <summary>Concatenations keep each field in 32-bit steps; a range is one step wide or is equal at both
    /// ends.</summary>
    private static bool InEachField(NftSetEntry entry, ReadOnlySpan<byte> key)
    {
        for (var at = 0; at + 4 <= entry.Key.Length && at + 4 <= key.Length; at += 4)
        {
            var part = key.Slice(at, 4);
            if (part.SequenceCompareTo(entry.Key.AsSpan(at, 4)) < 0
                || part.SequenceCompareTo(entry.KeyEnd.AsSpan(at, 4)) > 0)
                return false;
        }

        return true;
    }
}
