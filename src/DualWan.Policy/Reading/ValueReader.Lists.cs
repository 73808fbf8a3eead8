using DualWan.Core.Text;
using DualWan.Policy.Model;
using DualWan.Policy.Yaml;

namespace DualWan.Policy.Reading;

/// <summary>Lists.</summary>
internal sealed partial class ValueReader
{
    /// <summary>After so many repeated entries of one list the rest is a number.</summary>
    private const int ShownRepeats = 20;

    /// <summary>A list; a single value is a list of one. Null where it is neither (an error).</summary>
    public IReadOnlyList<YamlNode>? Items(Field field, string expected)
    {
        switch (field.Node)
        {
            case YamlSequence { Items.Count: > 0 } list:
                return list.Items;
            case YamlScalar { IsEmpty: false } scalar:
                return [scalar];
            default:
                Wrong(field, expected);
                return null;
        }
    }

    /// <summary>
    /// The entries of a list that could be read, each once; a repeated one is a warning, more than
    /// <paramref name="most"/> are an error.
    /// </summary>
    public List<Located<T>> Distinct<T>(Field field, string expected, int most, Func<Field, Located<T>?> read)
        where T : notnull
    {
        var entries = new List<Located<T>>();
        var first = new Dictionary<T, TextLocation>();
        var repeats = 0;
        foreach (var item in AtMost(field, Items(field, expected) ?? [], most))
        {
            if (read(new Field(field.Key, item)) is not { } entry)
                continue;
            if (first.TryAdd(entry.Value, entry.Location))
                entries.Add(entry);
            else if (++repeats <= ShownRepeats)
                Diagnostics.Warning(
                    entry.Location, $"'{entry.Value}' is in the list twice; the first is at {first[entry.Value]}");
        }

        if (repeats > ShownRepeats)
            Diagnostics.Warning(
                field.Node.Location, $"{field.Key}: {repeats - ShownRepeats} more entries are in the list twice");
        return entries;
    }

    /// <summary>The same items, or none and an error where there are too many.</summary>
    public IReadOnlyList<YamlNode> AtMost(Field field, IReadOnlyList<YamlNode> items, int most)
    {
        if (items.Count <= most)
            return items;
        Diagnostics.Error(field.Node.Location, $"{field.Key}: expected at most {most} entries, found {items.Count}");
        return [];
    }
}
