using System.Diagnostics.CodeAnalysis;

namespace DualWan.Core.Net;

/// <summary>An inclusive range of addresses of one family; a prefix and a single address are ranges too.</summary>
internal readonly record struct IpRange : IComparable<IpRange>
{
    public IpRange(IpAddress first, IpAddress last)
    {
        if (first.Family != last.Family || last < first)
            throw new ArgumentException($"{first}-{last} is not a range");
        First = first;
        Last = last;
    }

    public IpRange(IpPrefix prefix)
        : this(prefix.First, prefix.Last)
    {
    }

    public IpAddress First { get; }

    public IpAddress Last { get; }

    public IpFamily Family => First.Family;

    public bool Contains(IpAddress address) =>
        address.Family == Family && address.Bits >= First.Bits && address.Bits <= Last.Bits;

    /// <summary>Reads <c>a-b</c>, <c>a/length</c> or <c>a</c>; false where the ends are reversed or of two
    /// families.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpRange range)
    {
        range = default;
        if (text is null)
            return false;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            if (!IpPrefix.TryParse(text, out var prefix))
                return false;
            range = new IpRange(prefix);
            return true;
        }

        if (!IpAddress.TryParse(text[..dash], out var first) || !IpAddress.TryParse(text[(dash + 1)..], out var last)
            || first.Family != last.Family || last < first)
            return false;
        range = new IpRange(first, last);
        return true;
    }

    /// <summary>The prefix that is exactly this range (AL-01), or null.</summary>
    public IpPrefix? AsPrefix()
    {
        var size = Last.Bits - First.Bits;
        if ((size & (size + UInt128.One)) != UInt128.Zero)
            return null;
        var length = (byte)(First.BitLength - (int)UInt128.PopCount(size));
        var prefix = new IpPrefix(First, length);
        return prefix.First == First && prefix.Last == Last ? prefix : null;
    }

    public int CompareTo(IpRange other)
    {
        var byFirst = First.CompareTo(other.First);
        return byFirst != 0 ? byFirst : Last.CompareTo(other.Last);
    }

    /// <summary>RouterOS's text: an address, a prefix, or <c>first-last</c>.</summary>
    public override string ToString()
    {
        if (First == Last)
            return First.ToString();
        return AsPrefix() is { } prefix ? prefix.ToString() : $"{First}-{Last}";
    }

    public static bool operator <(IpRange left, IpRange right) => left.CompareTo(right) < 0;

    public static bool operator >(IpRange left, IpRange right) => left.CompareTo(right) > 0;

    public static bool operator <=(IpRange left, IpRange right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IpRange left, IpRange right) => left.CompareTo(right) >= 0;
}
