using DualWan.Core.Net;

namespace DualWan.Core.Routing;

/// <summary>The groups of one table, found by longest match.</summary>
internal sealed class RibTable
{
    private readonly Dictionary<IpPrefix, RibGroup> _groups = [];
    private readonly SortedSet<byte> _lengths4 = [];
    private readonly SortedSet<byte> _lengths6 = [];

    public bool TryGet(IpPrefix prefix, out RibGroup? group) => _groups.TryGetValue(prefix, out group);

    public void Add(RibGroup group)
    {
        _groups.Add(group.Prefix, group);
        Lengths(group.Prefix.Family).Add(group.Prefix.Length);
    }

    /// <summary>The groups whose prefix holds the address, longest first.</summary>
    public IEnumerable<RibGroup> Matches(IpAddress address)
    {
        foreach (var length in Lengths(address.Family).Reverse())
        {
            if (_groups.TryGetValue(new IpPrefix(address, length), out var group))
                yield return group;
        }
    }

    private SortedSet<byte> Lengths(IpFamily family) => family == IpFamily.IPv4 ? _lengths4 : _lengths6;
}
