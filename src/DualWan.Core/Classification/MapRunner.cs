namespace DualWan.Core.Classification;

/// <summary>A map as tables: exact fields by hash, one range field by binary search, several by trying the
/// elements.</summary>
internal sealed class MapRunner : StepRunner
{
    private readonly GroupedStep.Map _map;
    private readonly bool _hasPorts;
    private readonly Dictionary<string, int> _names = [];
    private readonly Dictionary<(UInt128, UInt128), List<MapEntry>> _buckets = [];
    private readonly int _exact;

    public MapRunner(GroupedStep.Map map, string chain, int index, uint seed, AddressTables tables)
        : base(map, chain, index, seed, tables)
    {
        _map = map;
        _exact = map.Fields.Count(static field => field is KeyField.InInterface or KeyField.Protocol);
        _hasPorts = map.Fields.Any(static field => field is KeyField.SourcePort or KeyField.DestinationPort);
        for (var i = 0; i < map.Names.Count; i++)
            _names[map.Names[i]] = i;
        foreach (var entry in map.Entries)
        {
            var bucket = (_exact > 0 ? entry.Key[0].First : 0, _exact > 1 ? entry.Key[1].First : 0);
            if (!_buckets.TryGetValue(bucket, out var entries))
                _buckets[bucket] = entries = [];
            entries.Add(entry);
        }
    }

    protected override ClassifierVerdict? Find(PacketView packet, ClassifierState state)
    {
        Span<UInt128> key = stackalloc UInt128[6];
        if (!TryReadKey(packet, key)
            || !_buckets.TryGetValue((_exact > 0 ? key[0] : 0, _exact > 1 ? key[1] : 0), out var entries))
            return null;
        return (_map.Fields.Count - _exact) switch
        {
            0 => entries[0].Verdict,
            1 => Search(entries, key[_exact]),
            _ => Scan(entries, key),
        };
    }

    private bool TryReadKey(PacketView packet, Span<UInt128> key)
    {
        if ((_map.Family is { } family && packet.Family != family) || (_hasPorts && !packet.HasPorts))
            return false;
        for (var i = 0; i < _map.Fields.Count; i++)
        {
            switch (_map.Fields[i])
            {
                case KeyField.InInterface:
                    if (packet.InInterface is null || !_names.TryGetValue(packet.InInterface, out var name))
                        return false;
                    key[i] = (UInt128)name;
                    break;
                case KeyField.Protocol:
                    key[i] = packet.Protocol;
                    break;
                case KeyField.Source:
                    key[i] = packet.Source.Bits;
                    break;
                case KeyField.Destination:
                    key[i] = packet.Destination.Bits;
                    break;
                case KeyField.SourcePort:
                    key[i] = packet.SourcePort;
                    break;
                default:
                    key[i] = packet.DestinationPort;
                    break;
            }
        }

        return true;
    }

    /// <summary>The elements of one combination of exact fields ascend.</summary>
    private ClassifierVerdict? Search(List<MapEntry> entries, UInt128 value)
    {
        var (low, high) = (0, entries.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var range = entries[middle].Key[_exact];
            if (value < range.First)
                high = middle - 1;
            else if (value > range.Last)
                low = middle + 1;
            else
                return entries[middle].Verdict;
        }

        return null;
    }

    private ClassifierVerdict? Scan(List<MapEntry> entries, ReadOnlySpan<UInt128> key)
    {
        foreach (var entry in entries)
        {
            var holds = true;
            for (var i = _exact; i < _map.Fields.Count && holds; i++)
                holds = entry.Key[i].Contains(key[i]);
            if (holds)
                return entry.Verdict;
        }

        return null;
    }
}
