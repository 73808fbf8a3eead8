using DualWan.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DualWan.Policy.Yaml;

/// <summary>
/// Turns parser events into nodes. A node is attached to its parent as soon as it begins, so that what comes before a
/// syntax error is there to be checked. No recursion: the depth of the input is not the depth of our stack.
/// </summary>
internal sealed class YamlTreeBuilder(SourceText source, DiagnosticBag diagnostics)
{
    /// <summary>The schema needs five; the parser's own cost grows with the square of the depth.</summary>
    public const int MaxDepth = 32;

    private readonly Stack<Level> _open = new();
    private readonly Dictionary<string, TextLocation> _topKeys = [];
    private readonly List<YamlEntry> _topEntries = [];
    private bool _hasRoot;

    /// <summary>YamlDotNet 16.3.0 gives the pair in <c>[a: b]</c> the place 1:1: it begins where its key
    /// does.</summary>
    private MappingStart? _pair;

    /// <summary>The mapping at the top, over all the pieces read so far; null where there was none.</summary>
    public YamlMapping? Root { get; private set; }

    /// <summary>Where the innermost bracket or brace that is still open stands, or null.</summary>
    public (TextLocation Location, char Bracket)? OpenBracket
    {
        get
        {
            foreach (var level in _open)
            {
                if (level.Bracket is { } bracket)
                    return (level.Location, bracket);
            }

            return null;
        }
    }

    /// <summary>Forgets what was open when a syntax error ended the piece.</summary>
    public void Abandon()
    {
        _open.Clear();
        _pair = null;
        _hasRoot = false;
    }

    /// <summary>False where the rest of the piece is not worth reading (nested too deep, a second document).</summary>
    public bool Take(ParsingEvent item, int offset)
    {
        var location = source.LocationOf(offset + (int)item.Start.Index);
        if (_pair is { } pair)
        {
            _pair = null;
            Open(pair, location, null);
        }

        switch (item)
        {
            case MappingStart or SequenceStart when _open.Count >= MaxDepth:
                diagnostics.Error(location, $"nested deeper than {MaxDepth} levels");
                return false;
            case DocumentStart when _hasRoot:
                diagnostics.Error(location, "a second document begins here; expected one document");
                return false;
            case Scalar scalar:
                Attach(ScalarOf(scalar, location));
                break;
            case AnchorAlias alias:
                var name = YamlScalar.Shown(alias.Value.Value);
                diagnostics.Error(location, $"aliases such as '*{name}' are not supported; write the value out here");
                Attach(null, location);
                break;
            case MappingStart { Start.Index: 0 } mapping when _open.Count > 0:
                _pair = mapping;
                break;
            case MappingStart mapping:
                Open(mapping, location, mapping.Style == MappingStyle.Flow ? '{' : null);
                break;
            case SequenceStart sequence:
                CheckCollection(sequence, location);
                OpenSequence(location, sequence.Style == SequenceStyle.Flow ? '[' : null);
                break;
            case MappingEnd or SequenceEnd:
                _open.Pop();
                break;
        }

        return true;
    }

    private void Open(MappingStart mapping, TextLocation location, char? bracket)
    {
        CheckCollection(mapping, location);
        OpenMapping(location, bracket);
    }

    private void OpenMapping(TextLocation location, char? bracket)
    {
        var isTop = _open.Count == 0;
        var entries = isTop ? _topEntries : [];
        var node = new YamlMapping(isTop && Root is not null ? Root.Location : location, entries);
        if (isTop)
            Root = node;
        Attach(node);
        _open.Push(new Level(location, bracket, null, entries, isTop ? _topKeys : []));
    }

    private void OpenSequence(TextLocation location, char? bracket)
    {
        var items = new List<YamlNode>();
        Attach(new YamlSequence(location, items));
        _open.Push(new Level(location, bracket, items, null, null));
    }

    private void Attach(YamlNode node) => Attach(node, node.Location);

    /// <param name="node">Null for a value that was refused already: its place in the parent is used up.</param>
    /// <param name="location">Where the value begins.</param>
    private void Attach(YamlNode? node, TextLocation location)
    {
        if (_open.Count == 0)
            AttachTop(node, location);
        else if (_open.Peek() is { Items: { } items })
            AddItem(items, node);
        else
            AttachToMapping(_open.Peek(), node, location);
    }

    private static void AddItem(List<YamlNode> items, YamlNode? node)
    {
        if (node is not null)
            items.Add(node);
    }

    private void AttachTop(YamlNode? node, TextLocation location)
    {
        _hasRoot = true;
        if (node is YamlMapping or null || (node is YamlScalar { IsEmpty: true }))
            return;
        diagnostics.Error(location, $"expected keys such as 'uplinks:', found {KindOf(node)}");
    }

    /// <summary>What a node is while its content is not there yet.</summary>
    private static string KindOf(YamlNode node) => node switch
    {
        YamlScalar => node.Description,
        YamlSequence => "a list",
        _ => "keys with values",
    };

    private void AttachToMapping(Level level, YamlNode? node, TextLocation location)
    {
        if (!level.HasKey)
        {
            level.HasKey = true;
            level.Key = KeyOf(level, node, location);
            return;
        }

        if (level.Key is { } key && node is not null)
            level.Entries!.Add(new YamlEntry(key, node));
        level.HasKey = false;
        level.Key = null;
    }

    private YamlScalar? KeyOf(Level level, YamlNode? node, TextLocation location)
    {
        if (node is null)
            return null;
        if (node is not YamlScalar { Text.Length: > 0 } key)
        {
            diagnostics.Error(location, $"expected a key, found {KindOf(node)}");
            return null;
        }

        if (key.Text == "<<")
        {
            diagnostics.Error(location, "merge keys ('<<') are not supported; write the keys out here");
            return null;
        }

        if (level.Keys!.TryAdd(key.Text, location))
            return key;
        diagnostics.Error(
            location, $"'{YamlScalar.Shown(key.Text)}' is given twice; the first is at {level.Keys[key.Text]}");
        return null;
    }

    private YamlScalar ScalarOf(Scalar scalar, TextLocation location)
    {
        var isPlain = scalar.Style == ScalarStyle.Plain;
        CheckAnchor(scalar, location);
        if (scalar.Tag.IsEmpty)
            return new YamlScalar(location, scalar.Value, isPlain);
        // `!via-isp1` is a tag to YAML and a negation to everybody else.
        if (scalar.Tag.Value == "!" && scalar.Value.Length > 0)
            return new YamlScalar(location, "!" + scalar.Value, false);
        if (scalar.Tag.Value[0] == '!' && isPlain)
            return new YamlScalar(location, $"{scalar.Tag.Value} {scalar.Value}".TrimEnd(), false);
        RefuseTag(location);
        return new YamlScalar(location, scalar.Value, isPlain);
    }

    private void CheckCollection(NodeEvent node, TextLocation location)
    {
        CheckAnchor(node, location);
        if (!node.Tag.IsEmpty)
            RefuseTag(location);
    }

    private void RefuseTag(TextLocation location) =>
        diagnostics.Error(location, "tags such as '!!str' are not supported; expected the value alone");

    private void CheckAnchor(NodeEvent node, TextLocation location)
    {
        if (node.Anchor.IsEmpty)
            return;
        var name = YamlScalar.Shown(node.Anchor.Value);
        diagnostics.Error(
            location, $"anchors such as '&{name}' are not supported; write the value out where it is needed");
    }

    /// <summary>A collection that has begun and not ended.</summary>
    private sealed class Level(
        TextLocation location,
        char? bracket,
        List<YamlNode>? items,
        List<YamlEntry>? entries,
        Dictionary<string, TextLocation>? keys)
    {
        public TextLocation Location => location;

        public char? Bracket => bracket;

        public List<YamlNode>? Items => items;

        public List<YamlEntry>? Entries => entries;

        public Dictionary<string, TextLocation>? Keys => keys;

        /// <summary>The next node is a value.</summary>
        public bool HasKey { get; set; }

        /// <summary>Null where the key was refused: its value is read and dropped.</summary>
        public YamlScalar? Key { get; set; }
    }
}
