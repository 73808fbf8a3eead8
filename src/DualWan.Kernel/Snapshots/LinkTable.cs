using DualWan.Netlink.Route;

namespace DualWan.Kernel.Snapshots;

/// <summary>
/// Names and indexes of the interfaces as last read. A name is looked up again when it is missing; a link event must
/// forget the table, because an interface that was made anew under its old name has another index (K-13).
/// </summary>
internal sealed class LinkTable(RouteNetlink route)
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _names = [];

    /// <summary>Null where no such interface exists.</summary>
    public int? IndexOf(string name)
    {
        if (_indexes.TryGetValue(name, out var known))
            return known;
        if (route.FindLink(name) is not { } link)
            return null;
        Learn(link.Index, name);
        return link.Index;
    }

    /// <summary>Null for 0 and for an index that was not there at the last reading.</summary>
    public string? NameOf(int index) => _names.GetValueOrDefault(index);

    public void Replace(IEnumerable<LinkMessage> links)
    {
        _indexes.Clear();
        _names.Clear();
        foreach (var link in links)
            Learn(link.Index, link.Name);
    }

    private void Learn(int index, string name)
    {
        _indexes[name] = index;
        _names[index] = name;
    }
}
