using DualWan.Core.Text;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>The keys that one block may have, and what each does to the record that is read.</summary>
internal sealed class KeyTable<T>
{
    private readonly string _block;
    private readonly Dictionary<string, Func<ValueReader, Field, T, T>> _keys;
    private readonly HashSet<string> _later;

    /// <param name="block">The block in the words of an error: <c>an uplink</c>.</param>
    /// <param name="later">Keys of the schema that this version does not honour.</param>
    /// <param name="keys">The keys that it does.</param>
    public KeyTable(string block, string[] later, params (string Key, Func<ValueReader, Field, T, T> Read)[] keys)
    {
        _block = block;
        _later = [.. later];
        _keys = keys.ToDictionary(static key => key.Key, static key => key.Read, StringComparer.Ordinal);
    }

    public T Read(ValueReader values, YamlMapping mapping, T record)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (_keys.TryGetValue(key.Text, out var read))
                record = read(values, new Field(key.Text, value), record);
            else
                Refuse(values, key, value);
        }

        return record;
    }

    /// <summary>Whether the block has the key, or a misspelling of it that was reported as such.</summary>
    public bool Mentions(YamlMapping mapping, string key) =>
        mapping.Has(key) || mapping.Entries.Any(entry => !IsKnown(entry.Key.Text) && NearestTo(entry.Key.Text) == key);

    public bool IsKnown(string key) => _keys.ContainsKey(key) || _later.Contains(key);

    private string? NearestTo(string key) =>
        Glued(key) ?? Synonyms.Find(key, _keys.ContainsKey) ?? NearestWord.Find(key, _keys.Keys.Concat(_later));

    /// <summary>The key of <c>key:value</c>, which is one word to YAML; null where it is no such thing.</summary>
    private string? Glued(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && _keys.ContainsKey(text[..colon]) ? text[..colon] : null;
    }

    private void Refuse(ValueReader values, YamlScalar key, YamlNode value)
    {
        if (_later.Contains(key.Text))
        {
            values.NotYet(key.Location, $"'{key.Text}'");
            return;
        }

        var name = YamlScalar.Shown(key.Text);
        values.Diagnostics.Error(key.Location, $"unknown key '{name}' in {_block}", HintFor(key.Text, value));
    }

    private string HintFor(string key, YamlNode value)
    {
        if (Glued(key) is { } glued)
            return $"write '{glued}: {YamlScalar.Shown(key[(glued.Length + 1)..])}', with a space";
        // {dst-port: 443,8000-8100}: the rest of the value has become a key.
        if (char.IsAsciiDigit(key[0]) && value is YamlScalar { IsEmpty: true })
            return "a value with commas needs quotes here";
        return NearestTo(key) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", _keys.Keys)}";
    }
}
