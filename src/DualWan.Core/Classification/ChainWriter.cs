using System.Globalization;
using DualWan.Core.Net;

namespace DualWan.Core.Classification;

/// <summary>Writes the steps of a grouped program as nftables rules.</summary>
internal sealed class ChainWriter
{
    private readonly GroupedProgram _program;
    private readonly string _prefix;
    private readonly Func<RouteMark, string> _markVerdict;
    private readonly HashSet<ClassifierSet> _sets = [];
    private readonly HashSet<string> _problems = [];
    private readonly List<ClassifierTextChain> _chains = [];
    private readonly ConditionText _conditions;
    private int _helpers;

    public ChainWriter(GroupedProgram program, string prefix, Func<RouteMark, string> markVerdict)
    {
        _program = program;
        _prefix = prefix;
        _markVerdict = markVerdict;
        _conditions = new ConditionText(program.Seed, _sets, _problems);
    }

    public ClassifierText Write()
    {
        foreach (var chain in _program.Chains)
        {
            var at = _chains.Count;
            var lines = new List<string>();
            foreach (var step in chain.Steps)
                Write(step, lines);
            _chains.Insert(at, new ClassifierTextChain(NameOf(chain.Name), lines.ToEquatableArray()));
        }

        return new ClassifierText(
            _chains.ToEquatableArray(),
            _sets.OrderBy(static set => set.Name, StringComparer.Ordinal).ToEquatableArray(),
            _problems.ToEquatableArray());
    }

    private string NameOf(string chain) => chain == _program.Entry.Name ? _prefix : NftNames.Chain(_prefix, chain);

    private void Write(GroupedStep step, List<string> lines)
    {
        switch (step)
        {
            case GroupedStep.Rule rule:
                WriteRule(rule, lines);
                break;
            case GroupedStep.Map map:
                WriteMap(map, lines);
                break;
            case GroupedStep.Hash hash:
                WriteHash(hash, lines);
                break;
            case GroupedStep.Nth nth:
                WriteNth(nth, lines);
                break;
        }
    }

    private string TextOf(ClassifierVerdict verdict) => verdict switch
    {
        ClassifierVerdict.Assign assign => _markVerdict(assign.Mark),
        ClassifierVerdict.Set set => string.Create(CultureInfo.InvariantCulture,
            $"meta mark set meta mark and 0x{~RouteMark.WrittenMask:x8} or 0x{set.Mark.Value:x8}"),
        ClassifierVerdict.Accept => "accept",
        ClassifierVerdict.Return => "return",
        ClassifierVerdict.Jump jump => $"jump {NameOf(jump.Chain)}",
        _ => throw new InvalidOperationException($"unknown verdict {verdict}"),
    };

    private static void Add(List<string> lines, IEnumerable<TextFragment> alternatives, string verdict) =>
        lines.AddRange(alternatives.Select(alternative => Join(alternative.Text, verdict)));

    private static string Join(string left, string right) => left.Length == 0 ? right : $"{left} {right}";

    /// <summary>What a rule can match, each alternative with its family said even where no word of it says
    /// so.</summary>
    private List<TextFragment> Alternatives(GroupedStep step, bool hasPorts = false)
    {
        var protocol = ConditionText.ProtocolOf(step.Conditions);
        var head = hasPorts && protocol is null ? new TextFragment(ConditionText.PortGuard) : TextFragment.Always;
        return TextFragment.Product([head], _conditions.All(step.Conditions, protocol, hasPorts));
    }

    private void WriteRule(GroupedStep.Rule rule, List<string> lines)
    {
        var at = rule.Conditions.Items.ToList().FindIndex(static c => c is ClassifierCondition.Nth { Every: > 1 });
        var all = Alternatives(rule);
        if (at < 0 || all.Count <= 1 || rule.Verdict is ClassifierVerdict.Return)
        {
            Add(lines, all, TextOf(rule.Verdict));
            return;
        }

        // One counter for all alternatives: they meet in a chain of its own.
        var nth = (ClassifierCondition.Nth)rule.Conditions[at];
        var protocol = ConditionText.ProtocolOf(rule.Conditions);
        var body = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture, $"{ConditionText.Counter(nth.Every)} != {nth.Packet - 1} return"),
        };
        Add(body, _conditions.All(rule.Conditions.Skip(at + 1), protocol, guarded: true), TextOf(rule.Verdict));
        var before = _conditions.All(rule.Conditions.Take(at), protocol, guarded: false);
        Add(lines, before, $"jump {Helper(body)}");
    }

    private string Helper(List<string> body)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_n{++_helpers}");
        _chains.Add(new ClassifierTextChain(name, body.ToEquatableArray()));
        return name;
    }

    private void WriteNth(GroupedStep.Nth step, List<string> lines)
    {
        var alternatives = Alternatives(step);
        var items = step.Verdicts.Select((verdict, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{i} : {TextOf(verdict)}"));
        var lookup = $"{ConditionText.Counter(step.Every)} vmap {{ {string.Join(", ", items)} }}";
        if (alternatives.Count > 1 && !step.Verdicts.Any(static verdict => verdict is ClassifierVerdict.Return))
            lookup = $"jump {Helper([lookup])}";
        Add(lines, alternatives, lookup);
    }

    private void WriteHash(GroupedStep.Hash step, List<string> lines)
    {
        var alternatives = Alternatives(step);
        var first = step.Entries.FirstOrDefault(static entry => entry.Bucket == 0)?.Verdict;
        if (step.Denominator == 1)
        {
            Add(lines, alternatives, TextOf(first!));
            return;
        }

        var items = step.Entries.Select(entry =>
            string.Create(CultureInfo.InvariantCulture, $"{entry.Bucket} : {TextOf(entry.Verdict)}"));
        var map = $"vmap {{ {string.Join(", ", items)} }}";
        var ends = step.IsComplete && step.Entries.All(static entry => entry.Verdict.IsTerminal);
        var protocol = ConditionText.ProtocolOf(step.Conditions);
        foreach (var (guard, key) in ConditionText.HashAlternatives(step.Fields, protocol, exclusive: !ends))
        {
            var guarded = TextFragment.Product(alternatives, [guard]);
            if (key is not null)
                Add(lines, guarded, $"{_conditions.Hash(key, step.Denominator)} {map}");
            else if (first is not null)
                Add(lines, guarded, TextOf(first));
        }
    }

    private void WriteMap(GroupedStep.Map step, List<string> lines)
    {
        var hasPorts = step.Fields.Any(static field => field is KeyField.SourcePort or KeyField.DestinationPort);
        // The map's own key says the protocol, and only those that have ports.
        var guard = hasPorts && !step.Fields.Contains(KeyField.Protocol);
        var items = new List<string>();
        foreach (var entry in step.Entries)
        {
            if (TextOf(step, entry) is { } item)
                items.Add(item);
        }

        if (items.Count == 0)
            return;
        var key = string.Join(" . ", step.Fields.Select(field => KeyText(field, step.Family)));
        var alternatives = TextFragment.Product(Alternatives(step, guard), [new TextFragment("", step.Family)]);
        Add(lines, alternatives, $"{key} vmap {{ {string.Join(", ", items)} }}");
    }

    private static string KeyText(KeyField field, IpFamily? family) => field switch
    {
        KeyField.InInterface => "iifname",
        KeyField.Protocol => "meta l4proto",
        KeyField.Source => ConditionText.AddressField(family!.Value, PacketSide.Source),
        KeyField.Destination => ConditionText.AddressField(family!.Value, PacketSide.Destination),
        KeyField.SourcePort => "th sport",
        _ => "th dport",
    };

    private string? TextOf(GroupedStep.Map step, MapEntry entry)
    {
        var values = new List<string>();
        for (var i = 0; i < step.Fields.Count; i++)
        {
            if (ValueText(step, step.Fields[i], entry.Key[i]) is not { } value)
                return null;
            values.Add(value);
        }

        return $"{string.Join(" . ", values)} : {TextOf(entry.Verdict)}";
    }

    private string? ValueText(GroupedStep.Map step, KeyField field, KeyRange range)
    {
        switch (field)
        {
            case KeyField.InInterface:
                var name = step.Names[(int)range.First];
                var quoted = NftNames.Interface(name);
                if (quoted is null)
                    _problems.Add($"no interface can be named '{name}'");
                return quoted;
            case KeyField.Source or KeyField.Destination:
                var family = step.Family!.Value;
                return new IpRange(new IpAddress(family, range.First), new IpAddress(family, range.Last)).ToString();
            default:
                return range.First == range.Last
                    ? range.First.ToString(CultureInfo.InvariantCulture)
                    : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}");
        }
    }
}
