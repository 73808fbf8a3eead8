using DualWan.Core.Config;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>
/// Rules that name the same fields with different values: one map. Where one range field varies, overlaps go to the
/// first rule; where several do, a rule joins only while no two elements overlap, which is also what the kernel asks of
/// a concatenation with ranges.
/// </summary>
internal sealed class MapStepBuilder : StepBuilder
{
    /// <summary>Elements of a map with several varying ranges; each new one is compared with all of them.</summary>
    private const int MaxBoxes = 1024;

    private readonly RuleShape _shape;
    private readonly List<string> _names = [];
    private readonly List<(KeyRange[] Key, ClassifierVerdict Verdict)> _boxes = [];
    private readonly HashSet<int> _varying = [];
    private bool _disjoint = true;

    private MapStepBuilder(RuleShape shape) => _shape = shape;

    public static MapStepBuilder? TryCreate(ClassifierRule rule)
    {
        if (RuleShape.Of(rule) is not { } parts)
            return null;
        var builder = new MapStepBuilder(parts.Shape);
        // A rule that can never match has no element; it stays a rule.
        return builder.TryAdd(rule) && builder._boxes.Count > 0 ? builder : null;
    }

    public override GroupedStep Build()
    {
        if (Rules.Count == 1 || _varying.Count == 0)
            return new GroupedStep.Rule(Rules[0].Conditions, Rules[0].Verdict);
        var varying = _varying.Order().ToArray();
        var fields = varying.Select(i => _shape.Fields[i]).ToEquatableArray();
        var shared = Rules[0].Conditions.Where(condition => !IsKey(condition, fields)).ToEquatableArray();
        IpFamily? family = fields.Contains(KeyField.Source) ? _shape.SourceFamily
            : fields.Contains(KeyField.Destination) ? _shape.DestinationFamily
            : null;
        var entries = varying.Count(IsRange) > 1 ? Boxes(varying) : Flatten(varying);
        return new GroupedStep.Map(shared, family, fields, _names.ToEquatableArray(), entries.ToEquatableArray());
    }

    protected override bool Accepts(ClassifierRule rule)
    {
        if (RuleShape.Of(rule) is not { } parts || parts.Shape != _shape)
            return false;
        var boxes = BoxesOf(parts.Keys, rule.Verdict);
        var varying = new HashSet<int>(_varying);
        foreach (var (key, _) in boxes)
            AddVarying(varying, key);
        if (boxes.Count > 0 && _boxes.Count == 0)
            AddVaryingWithin(varying, boxes);
        return varying.Count(IsRange) > 1 && Rules.Count > 0 ? AddDisjoint(boxes, varying) : AddAny(boxes, varying);
    }

    private bool IsKey(ClassifierCondition condition, EquatableArray<KeyField> fields)
    {
        // A second condition on a field is not the key's: it is among the others.
        if (_shape.Others.Contains(condition))
            return false;
        return condition switch
        {
            ClassifierCondition.InInterface => fields.Contains(KeyField.InInterface),
            ClassifierCondition.Protocol => fields.Contains(KeyField.Protocol),
            ClassifierCondition.Address c =>
                fields.Contains(c.Side == PacketSide.Source ? KeyField.Source : KeyField.Destination),
            ClassifierCondition.Ports c =>
                fields.Contains(c.Side == PacketSide.Source ? KeyField.SourcePort : KeyField.DestinationPort),
            _ => false,
        };
    }

    private bool IsRange(int index) => _shape.Fields[index] is not (KeyField.InInterface or KeyField.Protocol);

    private void AddVarying(HashSet<int> varying, KeyRange[] key)
    {
        if (_boxes.Count == 0)
            return;
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] != _boxes[0].Key[i])
                varying.Add(i);
        }
    }

    private static void AddVaryingWithin(HashSet<int> varying, List<(KeyRange[] Key, ClassifierVerdict Verdict)> boxes)
    {
        foreach (var (key, _) in boxes)
        {
            for (var i = 0; i < key.Length; i++)
            {
                if (key[i] != boxes[0].Key[i])
                    varying.Add(i);
            }
        }
    }

    private bool AddAny(List<(KeyRange[] Key, ClassifierVerdict Verdict)> boxes, HashSet<int> varying)
    {
        // The boxes of the first rule never overlap; those of later ones are checked only if that is ever asked.
        _disjoint &= _boxes.Count == 0;
        _boxes.AddRange(boxes);
        _varying.UnionWith(varying);
        return true;
    }

    private bool AddDisjoint(List<(KeyRange[] Key, ClassifierVerdict Verdict)> boxes, HashSet<int> varying)
    {
        if (_boxes.Count + boxes.Count > MaxBoxes)
            return false;
        _disjoint = _disjoint || AreDisjoint(_boxes);
        if (!_disjoint)
            return false;
        var news = boxes.Where(box => !_boxes.Exists(known => Contains(known.Key, box.Key))).ToList();
        if (news.Exists(box => _boxes.Exists(known => Overlap(known.Key, box.Key))))
            return false;
        _boxes.AddRange(news);
        _varying.UnionWith(varying);
        return true;
    }

    private static bool AreDisjoint(List<(KeyRange[] Key, ClassifierVerdict Verdict)> boxes)
    {
        for (var i = 0; i < boxes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Overlap(boxes[i].Key, boxes[j].Key))
                    return false;
            }
        }

        return true;
    }

    private static bool Contains(KeyRange[] outer, KeyRange[] inner)
    {
        for (var i = 0; i < outer.Length; i++)
        {
            if (!outer[i].Contains(inner[i]))
                return false;
        }

        return true;
    }

    private static bool Overlap(KeyRange[] one, KeyRange[] other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if (!one[i].Overlaps(other[i]))
                return false;
        }

        return true;
    }

    private IEnumerable<MapEntry> Boxes(int[] varying) =>
        _boxes.Select(box => new MapEntry(varying.Select(i => box.Key[i]).ToEquatableArray(), box.Verdict));

    /// <summary>At most one varying range: an interval map for each combination of the exact fields.</summary>
    private IEnumerable<MapEntry> Flatten(int[] varying)
    {
        var exact = varying.Where(i => !IsRange(i)).ToArray();
        var range = Array.Find(varying, IsRange);
        var hasRange = varying.Any(IsRange);
        var order = new List<EquatableArray<KeyRange>>();
        var maps = new Dictionary<EquatableArray<KeyRange>, IntervalMap>();
        foreach (var (key, verdict) in _boxes)
        {
            var prefix = exact.Select(i => key[i]).ToEquatableArray();
            if (!maps.TryGetValue(prefix, out var map))
            {
                maps[prefix] = map = new IntervalMap();
                order.Add(prefix);
            }

            map.Add(hasRange ? key[range] : default, verdict);
        }

        foreach (var prefix in order)
        {
            foreach (var (span, verdict) in maps[prefix].Items())
                yield return new MapEntry(hasRange ? [.. prefix.Items, span] : prefix, verdict);
        }
    }

    private List<(KeyRange[] Key, ClassifierVerdict Verdict)> BoxesOf(
        SortedDictionary<KeyField, ClassifierCondition> keys, ClassifierVerdict verdict)
    {
        IEnumerable<KeyRange[]> product = [[]];
        foreach (var condition in keys.Values)
            product = product.SelectMany(head => RangesOf(condition).Select(range => (KeyRange[])[.. head, range]));
        // A protocol without ports never meets a rule that names ports.
        var hasPorts = keys.ContainsKey(KeyField.SourcePort) || keys.ContainsKey(KeyField.DestinationPort);
        if (hasPorts && keys.GetValueOrDefault(KeyField.Protocol) is ClassifierCondition.Protocol protocol
            && !PortProtocols.Contains(protocol.Number))
            return [];
        return [.. product.Select(key => (key, verdict))];
    }

    private List<KeyRange> RangesOf(ClassifierCondition condition) => condition switch
    {
        ClassifierCondition.InInterface c =>
            [.. c.Names.Distinct().Select(name => KeyRange.Of((UInt128)IndexOf(name)))],
        ClassifierCondition.Protocol c => [KeyRange.Of(c.Number)],
        ClassifierCondition.Address c => [new KeyRange(c.Range.First.Bits, c.Range.Last.Bits)],
        ClassifierCondition.Ports c => Merge(c.Ranges),
        _ => throw new InvalidOperationException($"no key: {condition}"),
    };

    private int IndexOf(string name)
    {
        var index = _names.IndexOf(name);
        if (index >= 0)
            return index;
        _names.Add(name);
        return _names.Count - 1;
    }

    private static List<KeyRange> Merge(EquatableArray<PortRange> ports)
    {
        var result = new List<KeyRange>();
        foreach (var port in ports.OrderBy(static range => range.First))
        {
            if (result.Count > 0 && port.First <= result[^1].Last + UInt128.One)
                result[^1] = new KeyRange(result[^1].First, UInt128.Max(result[^1].Last, port.Last));
            else
                result.Add(new KeyRange(port.First, port.Last));
        }

        return result;
    }
}
